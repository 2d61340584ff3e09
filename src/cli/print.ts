import { defer, finalize, ignoreElements, tap, type Observable } from 'rxjs';
import type { Io } from './io.js';
import { hasColours } from './paint.js';
import { escaped, visible } from './shown-text.js';
import { textTable, type Column } from './text-table.js';

/** What may wait for a slow reader. */
const maxWaitingBytes = 16 * 1024 * 1024;

/** Lines are gathered up to this length before they are written. */
const chunkLength = 64 * 1024;

/** A value as one line of JSON; a bigint is text of its decimal digits. */
export const jsonLine = (value: unknown): string =>
  `${escaped(
    JSON.stringify(value, (_, field: unknown) =>
      typeof field === 'bigint' ? String(field) : field,
    ),
  )}\n`;

/** Milliseconds as ISO 8601 text in UTC, without a fraction that is zero. */
export const isoTime = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** Whether a result is shown for the eye, not as JSON. */
export const isForTheEye = (io: Io, options: { readonly json: boolean }): boolean =>
  io.out.isTerminal && !options.json;

/**
 * Prints a stream, each value with its line end as `line` makes it. When the reader is so slow
 * that too much waits, values are dropped, and their number is told.
 *
 * @param what the values, for that message: `ticks`
 */
export const printBatches = <T>(
  io: Io,
  batches$: Observable<readonly T[]>,
  line: (value: T) => string,
  what: string,
): Observable<never> =>
  defer(() => {
    let dropped = 0;
    const tellDropped = (): void => {
      if (dropped > 0) io.say(`${dropped} ${what} were dropped: the reader is too slow for them`);
      dropped = 0;
    };
    return batches$.pipe(
      tap((batch) => {
        if (io.out.waitingBytes > maxWaitingBytes) {
          dropped += batch.length;
          return;
        }
        tellDropped();
        io.out.write(batch.map(line).join(''));
      }),
      ignoreElements(),
      finalize(tellDropped),
    );
  });

/** Prints texts as fast as the reader takes them: nothing is dropped. Ends early if it leaves. */
export const printAll = (io: Io, texts: Iterable<string>): Observable<never> =>
  defer(async () => {
    let chunk = '';
    for (const text of texts) {
      chunk += text;
      if (chunk.length < chunkLength) continue;
      if (!(await io.out.writeAll(chunk))) return;
      chunk = '';
    }
    await io.out.writeAll(chunk);
  }).pipe(ignoreElements());

export interface Rows<R> {
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  /** The object that is printed as JSON; by default the row itself. */
  readonly json?: (row: R) => unknown;
  /** A line below the table, not in the JSON. */
  readonly summary?: string;
}

/**
 * Prints a result: a table on a terminal, else (or with `--json`) one JSON object for each row.
 * Columns that a narrow terminal has no room for are named on standard error.
 */
export const printRows = <R>(
  io: Io,
  options: { readonly json: boolean },
  { rows, columns, json, summary }: Rows<R>,
): Observable<never> =>
  defer(() => {
    if (!isForTheEye(io, options)) return printAll(io, jsonOf(rows, json));
    const layout = { columns: io.out.size.columns, rows: Infinity, colours: hasColours(io) };
    const { lines, leftOut } = textTable(columns, rows, layout);
    if (leftOut.length > 0) {
      io.say(`no room for ${leftOut.join(', ')}: a wider terminal or --json shows all`);
    }
    const below = summary === undefined ? [] : [visible(summary)];
    return printAll(
      io,
      [...lines, ...below].map((line) => `${line}\n`),
    );
  });

function* jsonOf<R>(
  rows: readonly R[],
  json: (row: R) => unknown = (row) => row,
): Generator<string> {
  for (const row of rows) yield jsonLine(json(row));
}
