import type { Observable } from 'rxjs';
import type { CodeChannels, CodesQuestion, ConfirmationCodes, OpenAccountEvent } from '../index.js';
import type { Io } from './io.js';
import { BadValueError, text } from './options.js';
import { askShown } from './prompt.js';

type Channel = keyof CodeChannels;

const channels: readonly Channel[] = ['email', 'phone'];

export const channelNames: Readonly<Record<Channel, string>> = {
  email: 'e-mail',
  phone: 'phone message',
};

const isCode = (given: string): boolean => /^\d{1,10}$/.test(given);

const readCode = (given: string): string => {
  if (isCode(given)) return given;
  throw new BadValueError('another text', 'up to ten digits');
};

export const codeOptions = {
  emailCode: text(
    { value: 'CODE', help: 'confirmation code of the e-mail; asked for on a terminal' },
    readCode,
  ),
  phoneCode: text(
    { value: 'CODE', help: 'confirmation code of the phone message; asked for on a terminal' },
    readCode,
  ),
};

export interface GivenCodes {
  readonly emailCode: string | undefined;
  readonly phoneCode: string | undefined;
}

/** The confirmation codes of an opening: those of the command line first, then as they are typed. */
export class CodePrompt {
  /** How often wrong codes may be given again. */
  readonly attempts: number;
  readonly #io: Io;
  readonly #stop$: Observable<unknown>;
  readonly #codes: Partial<Record<Channel, string | undefined>>;

  constructor(io: Io, { emailCode, phoneCode }: GivenCodes, stop$: Observable<unknown>) {
    this.#io = io;
    this.#stop$ = stop$;
    this.#codes = { email: emailCode, phone: phoneCode };
    this.attempts = io.stdin.isTTY === true ? 3 : 1;
  }

  /** Forgets what has turned out to be wrong. */
  note(step: OpenAccountEvent): void {
    if (step.kind !== 'codesChecked') return;
    for (const channel of channels) if (!step[channel]) this.#codes[channel] = undefined;
  }

  /** @throws an error for a code that is neither given nor to be asked for */
  async codes(question: CodesQuestion): Promise<ConfirmationCodes> {
    for (const channel of channels) {
      if (question[channel]) this.#codes[channel] ??= await this.#ask(channel);
    }
    return { ...this.#codes };
  }

  async #ask(channel: Channel): Promise<string> {
    const name = channelNames[channel];
    if (this.#io.stdin.isTTY !== true) {
      const option = `--${channel}-code`;
      throw new Error(`the server wants the code of the ${name}: give ${option}`);
    }
    for (;;) {
      const answer = (await askShown(this.#io, `Code of the ${name}: `, this.#stop$)).trim();
      if (isCode(answer)) return answer;
      this.#io.say('expected up to ten digits');
    }
  }
}
