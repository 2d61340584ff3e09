import {
  firstValueFrom,
  fromEvent,
  map,
  race,
  ReplaySubject,
  take,
  takeUntil,
  type Observable,
} from 'rxjs';
import type { OutputStream } from './environment.js';

const isReaderGone = (error: Error): boolean => {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ECONNRESET';
};

/** A terminal that says 0, or nothing, is taken for one of the usual size. */
export const sizeOf = ({
  columns = 0,
  rows = 0,
}: Pick<OutputStream, 'columns' | 'rows'>): {
  readonly columns: number;
  readonly rows: number;
} => ({
  columns: columns > 0 ? columns : 80,
  rows: rows > 0 ? rows : 24,
});

/**
 * Standard output as the commands see it. A reader that leaves (`| head`) is no
 * fault: writing goes nowhere from then on, and `gone$` says so.
 */
export class Output {
  readonly #stream: OutputStream;
  readonly #gone = new ReplaySubject<void>(1);
  #open = true;
  #failure: Error | undefined;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    // Stays for good: the last write of a command may fail after the command has ended.
    stream.on('error', (error: Error) => {
      this.#open = false;
      if (isReaderGone(error)) this.#gone.next();
      else {
        this.#failure = error;
        this.#gone.error(error);
      }
    });
  }

  /** Emits once when the reader has left; errors when writing fails otherwise (a full disk). */
  get gone$(): Observable<void> {
    return this.#gone.pipe(take(1));
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Columns and rows of the terminal, as they are now. */
  get size(): { readonly columns: number; readonly rows: number } {
    return sizeOf(this.#stream);
  }

  /** Emits when the terminal has changed its size. */
  get resized$(): Observable<void> {
    return fromEvent(this.#stream, 'resize').pipe(
      map(() => undefined),
      takeUntil(this.gone$),
    );
  }

  /** Bytes that the reader has not taken yet. */
  get waitingBytes(): number {
    return this.#stream.writableLength;
  }

  write(text: string): void {
    if (this.#open && text !== '') this.#stream.write(text);
  }

  /** Writes, and resolves when there is room for more: false when there is no reader any more. */
  async writeAll(text: string): Promise<boolean> {
    if (this.#open && !this.#stream.write(text)) await this.#drained();
    if (this.#failure !== undefined) throw this.#failure;
    return this.#open;
  }

  async #drained(): Promise<void> {
    const drained$ = fromEvent(this.#stream, 'drain');
    await firstValueFrom(race(drained$, this.gone$), { defaultValue: undefined });
  }
}
