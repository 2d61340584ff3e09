import type { Command } from './command.js';
import type { Environment } from './environment.js';
import { exitCode, messageOf, quoted, UsageError, type ExitCode } from './errors.js';
import { generalHelp } from './help.js';
import { openIo, type Io } from './io.js';
import { allowedWords } from './suggest.js';
import { packageVersion } from './version.js';

const helpWords: readonly string[] = ['--help', '-h', 'help'];
const versionWords: readonly string[] = ['--version', '-v'];

const start = async (commands: readonly Command[], io: Io): Promise<ExitCode> => {
  const [first, ...rest] = io.argv;
  const names = commands.map(({ name }) => name);
  if (first === undefined) {
    throw new UsageError(`a command is missing, expected ${names.join(', ')}`);
  }
  if (versionWords.includes(first)) {
    io.out.write(`${packageVersion()}\n`);
    return exitCode.ok;
  }
  const asksHelp = helpWords.includes(first);
  const word = asksHelp ? rest[0] : first;
  if (word === undefined) {
    io.out.write(generalHelp(commands));
    return exitCode.ok;
  }
  const command = commands.find(({ name }) => name === word);
  if (command === undefined) {
    const kind = word.startsWith('-') ? 'option' : 'command';
    const allowed = allowedWords(word, [...names, '--help', '--version']);
    throw new UsageError(`${quoted(word)}: unknown ${kind}${allowed}`);
  }
  return command.start(asksHelp ? ['--help'] : rest, io);
};

/** Runs the command line to its end. Never rejects; the exit code tells. */
export const run = async (
  commands: readonly Command[],
  environment: Environment,
): Promise<ExitCode> => {
  const io = openIo(environment);
  try {
    return await start(commands, io);
  } catch (error) {
    const named = commands.some(({ name }) => name === io.argv[0]);
    const title = named ? `rxmt5 ${io.argv[0]}` : 'rxmt5';
    io.say(`${title}: ${messageOf(error)}`);
    if (!(error instanceof UsageError)) return exitCode.failure;
    io.say(`See ${title} --help`);
    return exitCode.usage;
  }
};
