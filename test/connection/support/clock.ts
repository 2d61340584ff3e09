import { VirtualTimeScheduler } from 'rxjs';

/** Virtual time that is moved by hand. */
export class Clock extends VirtualTimeScheduler {
  /** Runs what is due within the next `ms`, and stands at their end. */
  advance(ms: number): void {
    const end = this.frame + ms;
    this.schedule(() => undefined, ms);
    this.maxFrames = end;
    this.flush();
  }

  /** Timers that are neither fired nor cancelled. */
  get timers(): number {
    return this.actions.length;
  }
}
