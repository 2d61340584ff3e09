import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Figure } from './harness.js';
import { help, parseOptions, UsageError, type BenchOptions } from './options.js';
import { aimSummary, figureTable, jsonLine } from './report.js';
import { subjects } from './subjects/index.js';

const subjectProcess = fileURLToPath(new URL('subject-process.ts', import.meta.url));

function runSubject(name: string, { rounds, short }: BenchOptions): Promise<readonly Figure[]> {
  return new Promise((resolve, reject) => {
    // `execArgv` is inherited, and with it the loader of TypeScript.
    const child = fork(subjectProcess, [name, String(rounds), short ? 'short' : 'full']);
    let figures: readonly Figure[] | undefined;
    child.on('message', (message) => {
      figures = message as readonly Figure[];
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0 && figures !== undefined) resolve(figures);
      else reject(new Error(`bench "${name}" ended early (${signal ?? `exit code ${code}`})`));
    });
  });
}

async function run(options: BenchOptions): Promise<void> {
  const { json, only, rounds } = options;
  if (!json) {
    const [cpu] = cpus();
    console.log(`Node ${process.version}, ${cpus().length} x ${cpu?.model ?? 'unknown CPU'}`);
    console.log(
      `Medians of ${rounds} rounds; a ratio says how many times as fast. ` +
        'Times of a loop are CPU time; rates, round trips and loading are time of day.',
    );
  }
  const all: Figure[] = [];
  for (const name of only) {
    const figures = await runSubject(name, options);
    all.push(...figures);
    if (json) for (const figure of figures) console.log(jsonLine(name, figure));
    else console.log(`\n${figureTable(subjects.get(name)?.title ?? name, figures)}`);
  }
  if (!json) console.log(`\n${aimSummary(all)}`);
}

const names = [...subjects.keys()];
try {
  const options = parseOptions(process.argv.slice(2), names);
  if (options.help) console.log(help(names));
  else await run(options);
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
