import { Observable, type SchedulerLike } from 'rxjs';
import type { FeedEvent } from '../feed-event.js';
import { Alarm } from './alarm.js';
import { calendarOf, type SessionKind } from './calendar.js';
import { isOpenAt, nextChangeAfter, type ServerCalendar } from './server-calendar.js';

/** Whether a symbol's market is open, by the schedule of its record. Times are UTC milliseconds. */
export interface SessionState {
  readonly symbol: string;
  readonly open: boolean;
  /** When this was looked at: the beginning of this state, for a change. */
  readonly at: number;
  /** When it closes (opens) next; `undefined` when it stays open (closed) for ever. */
  readonly nextChange: number | undefined;
  /** The next opening, while open the one after the closing; `undefined` when there is none. */
  readonly nextOpen: number | undefined;
  /** The next closing, while closed the one after the opening; `undefined` when there is none. */
  readonly nextClose: number | undefined;
}

const stateAt = (symbol: string, of: ServerCalendar, at: number): SessionState => {
  const open = isOpenAt(of, at);
  const nextChange = nextChangeAfter(of, at);
  const afterIt = nextChange === undefined ? undefined : nextChangeAfter(of, nextChange);
  return {
    symbol,
    open,
    at,
    nextChange,
    nextOpen: open ? afterIt : nextChange,
    nextClose: open ? nextChange : afterIt,
  };
};

const isSame = (a: SessionState | undefined, b: SessionState): boolean =>
  a?.open === b.open && a.nextOpen === b.nextOpen && a.nextClose === b.nextClose;

/**
 * Whether the symbol's market is open: the present state after each `open` of the feed, then
 * every change, and what changed terms change. Sessions that touch, over midnight too, are one;
 * a week without sessions is closed for ever; so is a symbol before its start and from its
 * expiration on. Holidays are not in the record: on them the schedule says open.
 *
 * The schedule and the clock are known while the connection is lost, so changes come then, too.
 * One timer is pending at most, on `scheduler`, whose clock is taken for UTC.
 *
 * @param kind hours of trades (default) or of quotes
 */
export const sessionOpen = (
  events$: Observable<FeedEvent>,
  scheduler: SchedulerLike,
  kind: SessionKind = 'trade',
): Observable<SessionState> =>
  new Observable((subscriber) => {
    const alarm = new Alarm(scheduler);
    let told: SessionState | undefined;

    const look = (symbol: string, of: ServerCalendar): void => {
      const state = stateAt(symbol, of, scheduler.now());
      // Set before it is told: whoever hears it may leave at once.
      alarm.set(state.nextChange, () => {
        look(symbol, of);
      });
      if (isSame(told, state)) return;
      told = state;
      subscriber.next(state);
    };

    subscriber.add(() => {
      alarm.stop();
    });
    subscriber.add(
      events$.subscribe({
        next: (event) => {
          if (event.kind !== 'open' && event.kind !== 'terms') return;
          if (event.kind === 'open') told = undefined;
          const { specification, times } = event;
          look(specification.name, { calendar: calendarOf(specification, kind), times });
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      }),
    );
  });
