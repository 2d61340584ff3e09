import { mergeMap, type Observable } from 'rxjs';
import type {
  AccountInfo,
  BackfillCondition,
  Changes,
  LiveStream,
  Logger,
  Session,
} from '../index.js';
import { firstOf, usable } from './account-options.js';
import { withoutRaw } from './account-format.js';
import { untilSeconds } from './follow-options.js';
import { withReports } from './follow.js';
import type { Io } from './io.js';
import { changesOf, followList, symbolFits, type ListView } from './list-changes.js';
import { printRows } from './print.js';

export interface OpenListValues {
  readonly follow: boolean;
  readonly seconds: number | undefined;
  readonly json: boolean;
  readonly symbol: string | undefined;
  readonly timeout: number;
}

export interface OpenList<T> {
  readonly live: (session: Session) => LiveStream<Changes<T>, BackfillCondition>;
  /** In words, for a message. */
  readonly what: string;
  readonly view: (account: AccountInfo) => ListView<T>;
}

/** What a session was opened with. */
interface Opened {
  readonly config: { readonly url: string };
  readonly logger: Logger;
}

/** Shows what is open in an account: once, or as it changes. */
export const showOpenList = <T extends { readonly symbol: string }>(
  io: Io,
  values: OpenListValues,
  { live, what, view }: OpenList<T>,
): ((session: Session, opened: Opened) => Observable<never>) => {
  const fits = symbolFits(values.symbol);
  const { timeout: seconds } = values;
  return (session, { config, logger }) => {
    const show = (account: AccountInfo): Observable<never> => {
      const shown = view(account);
      const list = live(session);
      if (values.follow) {
        const changes$ = withReports(logger, list).pipe(
          changesOf<T>(fits),
          untilSeconds(io, values),
        );
        const title = `${what} of account ${session.login}, ${config.url}`;
        const { status$ } = session;
        return followList(io, values, usable(session, changes$), { ...shown, title, status$ });
      }
      return firstOf(io, session, { source$: list, what, seconds }).pipe(
        mergeMap(({ all }) => {
          const rows = all.filter(fits);
          const { columns, summary } = shown;
          return printRows(io, values, { rows, columns, json: withoutRaw, summary: summary(rows) });
        }),
      );
    };
    const account$ = firstOf(io, session, { source$: session.account$, what: 'Account', seconds });
    return account$.pipe(mergeMap(show));
  };
};
