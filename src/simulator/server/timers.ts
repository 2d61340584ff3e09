import { Subscription, type SchedulerLike } from 'rxjs';

/** Things to be done later, unless they are all called off before. */
export class Timers {
  readonly #waiting = new Subscription();

  constructor(private readonly scheduler: SchedulerLike) {}

  after(delayMs: number, act: () => void): void {
    let action: Subscription | undefined = undefined;
    action = this.scheduler.schedule(() => {
      action?.unsubscribe();
      act();
    }, delayMs);
    this.#waiting.add(action);
  }

  close(): void {
    this.#waiting.unsubscribe();
  }
}
