import { merge, Subject, type Observable } from 'rxjs';
import type { Logger, Session, SessionConfig } from '../index.js';
import { messageOf, type ExitCode } from './errors.js';
import type { Io } from './io.js';
import { openLog } from './log.js';
import { askHidden, password } from './prompt.js';
import { runSession } from './run-session.js';
import { loginFor, tlsFor, urlFor, type SessionValues } from './session-options.js';
import { untilStopped } from './stop.js';

export interface Access {
  readonly config: SessionConfig & { readonly url: string; readonly login: bigint };
  /** Whose account, and where: a line above a live view. */
  readonly title: string;
  /** On standard error, by `--log-level`. */
  readonly logger: Logger;
  /** Emits when to end: Ctrl-C, SIGTERM, a reader that left; fails if a question is left. */
  readonly stop$: Observable<unknown>;
}

/**
 * Makes the configuration of a session of options, environment and answers, and runs `body` with
 * it until that is done.
 *
 * @throws UsageError for what is missing
 */
export const withAccess = async (
  io: Io,
  values: SessionValues,
  body: (access: Access) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const url = urlFor(io, values.url);
  const login = loginFor(io, values.login);
  const tls = await tlsFor(values.ca);
  const secret = await password(io, String(login));
  return untilStopped(io, (stop$) => {
    // Whoever leaves the question wants to end it all, not to be asked again.
    const left = new Subject<never>();
    const askOtp = async (): Promise<string> => {
      try {
        return await askHidden(io, 'One-time password: ', stop$);
      } catch (error) {
        const reason = new Error(messageOf(error));
        left.error(reason);
        throw reason;
      }
    };
    const logger = openLog(io, values.logLevel);
    const config = {
      url,
      login,
      password: secret,
      otp: values.otp ?? (io.stdin.isTTY === true ? askOtp : undefined),
      origin: values.origin,
      tls,
      daylight: values.daylight,
      logger,
      runtime: { scheduler: io.scheduler },
    };
    const title = `${url}, account ${login}`;
    return body({ config, title, logger, stop$: merge(stop$, left) });
  });
};

/**
 * Opens a session for a command and runs `body` with it: until it completes, or the user ends it
 * (both exit code 0), or it fails. Values it emits are not looked at; it prints by itself. The
 * session is closed on the way out, however that is.
 */
export const openFor = (
  io: Io,
  values: SessionValues,
  body: (session: Session, access: Access) => Observable<unknown>,
): Promise<ExitCode> =>
  withAccess(io, values, (access) =>
    runSession(access.config, { openSeconds: values.timeout, stop$: access.stop$ }, (session) =>
      body(session, access),
    ),
  );
