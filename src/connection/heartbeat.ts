import { Observable, type SchedulerLike } from 'rxjs';
import { LinkDeadError } from './errors.js';

export interface HeartbeatOptions {
  /** One ping: emits when it is answered, fails when it is not. */
  readonly ping: Observable<unknown>;
  /** Default 5000 ms. */
  readonly intervalMs?: number | undefined;
  /** How old the last answer may be while a ping is outstanding. Default 15 000 ms. */
  readonly limitMs?: number | undefined;
  readonly scheduler: SchedulerLike;
}

export const defaultPingIntervalMs = 5000;
export const defaultPingLimitMs = 15_000;

/**
 * Pings at once and then every `intervalMs`; emits the round trip of each answer
 * in milliseconds and fails with `LinkDeadError` when, at the time of a ping,
 * the one before is outstanding or failed and the last answer is older than
 * `limitMs`. With the defaults a dead link shows about 20 s after the last answer.
 *
 * As in the official client only answers to pings count: other traffic does not
 * prove that requests get through. Unlike it, a ping that is outstanding is not
 * joined by others, and a link that never answered is found out too.
 *
 * Silence is counted in beats: from one to the next it grows by `intervalMs`,
 * whatever the clock says. A process that slept, or a clock that was set, tells
 * nothing about the link.
 */
export const heartbeat = (options: HeartbeatOptions): Observable<number> =>
  new Observable((subscriber) => {
    const { ping, scheduler } = options;
    const intervalMs = options.intervalMs ?? defaultPingIntervalMs;
    const limitMs = options.limitMs ?? defaultPingLimitMs;
    let silentMs = 0;
    /** Of an answer since the last beat. */
    let answeredAt: number | undefined;
    let isOutstanding = false;
    let isAnswered = false;

    const send = (): void => {
      isOutstanding = true;
      isAnswered = false;
      const sentAt = scheduler.now();
      const request = ping.subscribe({
        next: () => {
          isAnswered = true;
          answeredAt = scheduler.now();
          subscriber.next(Math.max(0, answeredAt - sentAt));
        },
        error: () => {
          isOutstanding = false;
        },
        complete: () => {
          isOutstanding = false;
        },
      });
      subscriber.add(request);
    };

    const beat = (): void => {
      silentMs =
        answeredAt === undefined
          ? silentMs + intervalMs
          : Math.min(intervalMs, Math.max(0, scheduler.now() - answeredAt));
      answeredAt = undefined;
      if (!isAnswered && silentMs > limitMs) subscriber.error(new LinkDeadError(silentMs));
      else if (!isOutstanding) send();
    };

    send();
    subscriber.add(
      scheduler.schedule(function () {
        beat();
        if (!subscriber.closed) this.schedule(undefined, intervalMs);
      }, intervalMs),
    );
  });
