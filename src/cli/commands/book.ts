import {
  defer,
  filter,
  map,
  merge,
  mergeMap,
  takeLast,
  takeWhile,
  tap,
  throwIfEmpty,
  timer,
  type Observable,
} from 'rxjs';
import type { Book, Session, SymbolSpecification } from '../../index.js';
import { openFor, type Access } from '../access.js';
import type { ParsedArguments } from '../args.js';
import { bookJson, bookLines } from '../book-lines.js';
import type { ExitCode } from '../errors.js';
import { checkFollow, followOptions, untilSeconds } from '../follow-options.js';
import { withReports } from '../follow.js';
import type { Io } from '../io.js';
import { redraws, showLive, soFar } from '../live-view.js';
import { number } from '../options.js';
import { hasColours } from '../paint.js';
import { isForTheEye, jsonLine, printAll, printBatches } from '../print.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';
import { cut, visible } from '../shown-text.js';
import { symbolNamed } from '../symbol-arguments.js';

const options = {
  levels: number({
    value: 'N',
    help: 'at most N levels of each side (default all)',
    min: 1,
    whole: true,
    fallback: Infinity,
  }),
  ...followOptions('go on: the table is redrawn, or a line for each change'),
  ...sessionOptions,
};

type Values = ParsedArguments<typeof options>['values'];

const showOnce = (
  io: Io,
  values: Values,
  session: Session,
  { name, digits }: SymbolSpecification,
): Observable<never> => {
  const { levels, timeout } = values;
  const time$ = timer(timeout * 1000, io.scheduler).pipe(map(() => undefined));
  return merge(session.book(name), time$).pipe(
    takeWhile((book) => book?.isComplete === false, true),
    filter((book) => book !== undefined),
    // The complete one, or what there is of it when the time is over.
    takeLast(1),
    throwIfEmpty(() => new Error(`no depth of market of ${name} came within ${timeout} s`)),
    mergeMap((book) => {
      if (!isForTheEye(io, values)) return printAll(io, [jsonLine(bookJson(book, levels))]);
      const layout = { columns: io.out.size.columns, rows: Infinity, colours: hasColours(io) };
      const lines = bookLines(book, { digits, levels }, layout);
      return printAll(
        io,
        lines.map((line) => `${line}\n`),
      );
    }),
  );
};

const follow = (
  io: Io,
  values: Values,
  session: Session,
  { name, digits }: SymbolSpecification,
  { title, logger }: Access,
): Observable<never> =>
  defer(() => {
    const { levels } = values;
    const books$ = withReports(logger, session.book(name)).pipe(untilSeconds(io, values));
    if (!redraws(io, values)) {
      const batches$ = books$.pipe(map((book) => [bookJson(book, levels)]));
      return printBatches(io, batches$, jsonLine, 'books');
    }
    let latest: Book | undefined;
    let count = 0;
    const shown$ = books$.pipe(
      tap((book) => {
        latest = book;
        count += 1;
      }),
    );
    return showLive(io, shown$, {
      title,
      status$: session.status$,
      body: (layout) =>
        latest === undefined
          ? [cut(visible(`${name}: no levels yet`), layout.columns)]
          : bookLines(latest, { digits, levels }, layout),
      facts: (nowMs, startMs) => soFar(count, 'book', nowMs - startMs),
    });
  });

const run = async (
  { values, positionals }: ParsedArguments<typeof options>,
  io: Io,
): Promise<ExitCode> => {
  checkFollow(values);
  const [name = ''] = positionals;
  return openFor(io, values, (session, access) =>
    symbolNamed(session, name).pipe(
      mergeMap((symbol) =>
        values.follow
          ? follow(io, values, session, symbol, access)
          : showOnce(io, values, session, symbol),
      ),
    ),
  );
};

export const book = defineSessionCommand({
  name: 'book',
  summary: 'depth of market of a symbol',
  options,
  positionals: {
    value: 'SYMBOL',
    help: 'name of a symbol, exactly as the server spells it',
    min: 1,
    max: 1,
  },
  details: [
    'Shows bids and asks side by side on a terminal, with their lots and the sum of lots from the best price on; else one JSON object per book. A book that is crossed, locked, one-sided, empty or not complete yet says so. A symbol without depth of market is an error.',
  ],
  examples: [
    { command: 'rxmt5 book EURUSD', does: 'the depth of market of now' },
    { command: 'rxmt5 book EURUSD --levels 5 --follow', does: 'five levels, live' },
    {
      command: "rxmt5 book EURUSD --json | jq '.asks[0]'",
      does: 'the best ask with its volume',
    },
  ],
  run,
});
