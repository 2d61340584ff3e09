import { parseArguments, type ParsedArguments } from './args.js';
import { exitCode, type ExitCode } from './errors.js';
import { commandHelp, type HelpSource } from './help.js';
import type { Io } from './io.js';
import type { OptionTable } from './options.js';

export interface CommandSource<O extends OptionTable> extends HelpSource {
  readonly options: O;
  run(given: ParsedArguments<O>, io: Io): Promise<ExitCode>;
}

/** A command, whatever its options are. */
export interface Command extends HelpSource {
  /** @throws UsageError for arguments that make no sense */
  start(argv: readonly string[], io: Io): Promise<ExitCode>;
}

export const defineCommand = <O extends OptionTable>(source: CommandSource<O>): Command => ({
  ...source,
  start: async (argv, io) => {
    const given = parseArguments(argv, source);
    if (!given.help) return source.run(given, io);
    io.out.write(commandHelp(source));
    return exitCode.ok;
  },
});
