/**
 * Turns our decoded bodies into the shape in which the official client keeps
 * them, which is the shape of the wire vectors: seconds and their millisecond
 * fields joined, some records as positional lists, absent values as zero.
 */
type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array);

/** 64-bit integers as decimal strings, bytes as hex, absent values as null. */
export const vectorJson = (value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(vectorJson);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, vectorJson(item)]));
};

const omit = (value: Plain, ...keys: readonly string[]): Plain =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

const list = (value: unknown): readonly Plain[] => (value ?? []) as readonly Plain[];

const positional = (value: Plain, fields: readonly string[]): unknown[] =>
  fields.map((field) => {
    if (!(field in value)) throw new Error(`no field ${field}`);
    return value[field];
  });

/** Joins `time_x` (s) and `time_x_ms`, or scales `time_x` where there is no such field. */
const trade = (value: Plain): Plain => {
  const shaped: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key.endsWith('_ms')) continue;
    if (key === 'storage') shaped['storage_'] = item;
    else if (key.startsWith('time_')) {
      shaped[key] = (item as number) * 1000 + ((value[`${key}_ms`] as number | undefined) ?? 0);
    } else shaped[key] = item;
  }
  return shaped;
};

const schedule = (value: unknown): unknown =>
  (value as readonly (readonly Plain[])[]).map((day) =>
    day.map((session) => [session['from_minute'], session['to_minute']]),
  );

const fullSymbol = (value: Plain): unknown[] => {
  const sessions = value['schedule'] as Plain;
  const shaped = {
    ...value,
    schedule: {
      quote_sessions: schedule(sessions['quote_sessions']),
      trade_sessions: schedule(sessions['trade_sessions']),
    },
  };
  return Object.values(shaped);
};

/** The official client reads a minimum password length of 0 as 8. */
const defaultPasswordLength = 8;

const account = (value: Plain): unknown[] => {
  const shaped = {
    ...value,
    auth_password_min:
      value['auth_password_min'] === 0 ? defaultPasswordLength : value['auth_password_min'],
    trade_settings: list(value['trade_settings']),
    trade_flags: value['trade_flags'] ?? 0,
    symbols_count: value['symbols_count'] ?? 0,
    leverage_flags: value['leverage_flags'] ?? 0n,
    rules: list(value['rules']).map((rule) => [
      ...Object.values(omit(rule, 'tiers')),
      list(rule['tiers']).map((tier) => Object.values(tier)),
    ]),
    commissions: list(value['commissions']).map((entry) => [
      ...Object.values(omit(entry, 'tiers')),
      list(entry['tiers']).map((tier) => Object.values(tier)),
    ]),
  };
  return Object.values(shaped);
};

const spread = (rule: Plain): Plain => ({
  ...rule,
  legs_a: list(rule['legs_a']).map((leg) => ({ ...leg, spread_id: rule['spread_id'] })),
  legs_b: list(rule['legs_b']).map((leg) => ({ ...leg, spread_id: rule['spread_id'] })),
});

const update = (value: Plain): Plain =>
  'order' in value
    ? { ...omit(value, 'order'), trade_order: trade(value['order'] as Plain) }
    : {
        ...value,
        deal: trade(value['deal'] as Plain),
        trade_position: trade(value['trade_position'] as Plain),
        deals: list(value['deals']).map(trade),
        positions: list(value['positions']).map(trade),
      };

const first = (value: unknown): unknown => Object.values(value as Plain)[0];

const values = (value: unknown): unknown[] => Object.values(value as Plain);

/** By the kind that stands in front of the slash in a vector's id. */
export const officialShape: Readonly<Record<string, (value: unknown) => unknown>> = {
  account: (value) => account(value as Plain),
  account_push: (value) => account(value as Plain),
  groups: (value) => value,
  symbols: (value) => list(value).map(values),
  symbols_gzip: (value) => list(value).map(values),
  full_symbols: (value) => list(value).map(fullSymbol),
  symbol_update: (value) => list(value).map(fullSymbol),
  tick_push: (value) =>
    list(value).map((tick) => {
      const time = (tick['tick_time'] as number) * 1000;
      return {
        ...tick,
        tick_time: time,
        tick_time_ms: time + (tick['time_ms_delta'] as number),
      };
    }),
  symbol_details: (value) =>
    list(value).map((details) => ({
      ...details,
      lasttime: (details['lasttime'] as number) * 1000,
    })),
  book: (value) =>
    list(value).map((entry) => [...values(omit(entry, 'items')), list(entry['items']).map(values)]),
  rates: (value) => list(value).map((bar) => ({ ...bar, time: (bar['time'] as number) * 1000 })),
  trading_opened: (value) => ({
    positions: list((value as Plain)['positions']).map(trade),
    orders: list((value as Plain)['orders']).map(trade),
  }),
  history: (value) => ({
    deals: list((value as Plain)['deals']).map(trade),
    orders: list((value as Plain)['orders']).map(trade),
  }),
  trade_update_order: (value) => list(value).map(update),
  trade_update_deal: (value) => list(value).map(update),
  trade_response: first,
  trade_result: (value) => {
    const { header, request, result } = value as Record<'header' | 'request' | 'result', Plain>;
    return [header, omit(request, 'time_expiration_raw'), result];
  },
  spreads: (value) =>
    list(value)
      .flatMap((block) => list(block['spreads']))
      .filter((rule) => rule['spread_id'] !== 0)
      .map(spread),
  corporate_links: (value) =>
    list(value).map((link) => positional(link, ['link_type', 'title', 'url'])),
  login_response: (value) => {
    const { login_token, session } = value as Plain;
    return [login_token, session ?? 0n];
  },
  login_status: first,
  change_password_response: first,
  trader_params: values,
  open_demo_response: values,
  open_real_response: values,
  verify_request_response: values,
  verify_check_response: values,
};
