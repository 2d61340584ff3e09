import { compare } from './harness.js';
import { fullSettings, shortSettings } from './subject.js';
import { subjects } from './subjects/index.js';

/**
 * Runs one subject and sends its figures to the parent process. Subjects have a
 * process each, so that none finds the heap and the compiled code of another.
 */
const [name = '', rounds = '', length = ''] = process.argv.slice(2);
const subject = subjects.get(name);
if (subject === undefined) throw new Error(`bench: no subject "${name}"`);

const prepared = await subject.prepare(length === 'short' ? shortSettings : fullSettings);
try {
  const figures = await compare(prepared.contenders, {
    rounds: Number(rounds),
    random: Math.random,
  });
  process.send?.(figures);
} finally {
  await prepared.dispose?.();
}
process.disconnect?.();
