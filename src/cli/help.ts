import { optionName, type ArgumentTable } from './args.js';
import type { OptionTable } from './options.js';

export interface Example {
  readonly command: string;
  readonly does: string;
}

/** All that the help of a command is made from; the options are the ones that are parsed. */
export interface HelpSource extends ArgumentTable<OptionTable> {
  readonly name: string;
  /** A few words, without a full stop. */
  readonly summary: string;
  readonly details?: readonly string[];
  readonly examples: readonly Example[];
}

const width = 80;

/** Breaks text at blanks; every line but the first begins with `indent` blanks. */
export const wrap = (text: string, indent: number, columns = width): string => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
};

/** Two columns; a left side that is too wide gets a line of its own. */
const columnsOf = (rows: readonly (readonly [string, string])[]): string => {
  const widest = Math.max(0, ...rows.map(([left]) => left.length));
  const indent = Math.min(widest, 26) + 4;
  return rows
    .map(([left, right]) => {
      const gap = left.length + 4 > indent ? `\n${' '.repeat(indent)}` : '';
      const padded = gap === '' ? `  ${left}`.padEnd(indent) : `  ${left}${gap}`;
      return `${padded}${wrap(right, indent)}`;
    })
    .join('\n');
};

const section = (title: string, body: string): string => `${title}:\n${body}\n`;

export const commandHelp = (source: HelpSource): string => {
  const { positionals } = source;
  const options = Object.entries(source.options).map(([key, option]): [string, string] => {
    const value = option.value === undefined ? '' : ` ${option.value}`;
    const many = option.many === true ? '...' : '';
    return [`${optionName(key)}${value}${many}`, option.help];
  });
  const usage = [`rxmt5 ${source.name}`, positionals?.value, '[options]'].filter(
    (part) => part !== undefined,
  );
  return [
    `${wrap(`rxmt5 ${source.name}: ${source.summary}.`, 0)}\n`,
    section('Usage', `  ${usage.join(' ')}`),
    ...(positionals === undefined
      ? []
      : [section('Arguments', columnsOf([[positionals.value, positionals.help]]))]),
    section('Options', columnsOf([...options, ['--help', 'show this text']])),
    ...(source.details ?? []).map((paragraph) => `${wrap(paragraph, 0)}\n`),
    section(
      'Examples',
      source.examples.map(({ command, does }) => `  # ${does}\n  ${command}`).join('\n'),
    ),
  ].join('\n');
};

/** The text of `rxmt5 --help`. */
export const generalHelp = (commands: readonly HelpSource[]): string =>
  [
    'rxmt5: MetaTrader 5 over the Web Terminal protocol, from plain Node.\n',
    section('Usage', '  rxmt5 <command> [options]'),
    section('Commands', columnsOf(commands.map(({ name, summary }) => [name, summary]))),
    section(
      'Options',
      columnsOf([
        ['--help', 'show this text; rxmt5 <command> --help for the options of a command'],
        ['--version', 'show the version'],
      ]),
    ),
    section(
      'Exit codes',
      columnsOf([
        ['0', 'all went well, or you ended it (Ctrl-C, SIGTERM, a reader that left)'],
        ['1', 'it failed; the reason is on standard error'],
        ['2', 'the command line makes no sense; the reason is on standard error'],
      ]),
    ),
    section(
      'Examples',
      commands.map(({ examples: [first] }) => `  ${first?.command ?? ''}`).join('\n'),
    ),
  ].join('\n');
