import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { accountOf, type AccountInfo } from '../../../src/account/index.js';
import {
  AccountRights,
  accountMain,
  commands,
  CommissionCharge,
  CommissionEntry,
  CommissionRange,
  CommissionTierMode,
  Cursor,
  decode,
  encode,
  MarginFlags,
  MarginMode,
  RangeMode,
  SwapMode,
  TradeExemode,
  TradeFillFlags,
  TradeMode,
  TradeOrderFlags,
  TradeTimeFlags,
  type Account,
  type Commission,
  type LeverageRule,
} from '../../../src/wire/index.js';
import { tradeSettings } from '../../support/trade-settings.js';

const rule: LeverageRule = {
  path: 'Forex\\*',
  range_mode: RangeMode.value_per_symbol,
  range_currency: '',
  range_currency_digits: 2,
  tier_count: 2,
  tiers: [
    { range_from: 0, range_to: 1e6, margin_rate_initial: 1, margin_rate_maintenance: 0.5 },
    {
      range_from: 1e6,
      range_to: Number.MAX_VALUE,
      margin_rate_initial: 2,
      margin_rate_maintenance: 1,
    },
  ],
};

const charge: Commission = {
  path: '*',
  mode: 0,
  mode_range: CommissionRange.turnover_money,
  mode_charge: CommissionCharge.monthly,
  mode_currency: '',
  mode_entry: CommissionEntry.out,
  tiers: [
    {
      mode: CommissionTierMode.tier_currency,
      type: 1,
      value: 3.5,
      range_from: 0,
      range_to: Number.MAX_VALUE,
      minimal: 0.1,
      maximal: Number.MAX_VALUE,
      currency: 'EUR',
    },
  ],
};

const record: Account = {
  ...accountMain.read(new Cursor(new Uint8Array(accountMain.size))),
  account_type: 1,
  balance: 10_000.5,
  credit: 100,
  account_currency: 'USD',
  currency_digits: 2,
  margin_leverage: 500,
  account_name: 'A. Trader',
  server_build: 4000,
  server_name: 'Srv-Demo',
  company: 'Broker Ltd',
  timezone_shift: 7200,
  daylightmode: 1,
  margin_mode: MarginMode.retail_hedging,
  margin_free_mode: 1,
  margin_so_call: 100,
  margin_so_so: 50,
  margin_so_mode: 0,
  margin_virtual: 5,
  margin_free_profit_mode: 1,
  acc_profit: 12,
  commission_daily: -1,
  commission_monthly: -2,
  auth_password_min: 10,
  otp_status: 2,
  trade_settings: [],
  trade_flags: 128 | 1,
  symbols_count: 40,
  leverage_flags: 1n << 63n,
  rules: [rule],
  commissions: [charge],
};

const bytesOf = (account: Account): Uint8Array => {
  const bytes = encode(commands.account.reply, account);
  if (E.isLeft(bytes)) throw bytes.left;
  return bytes.right;
};

const viewOf = (bytes: Uint8Array): AccountInfo => {
  const decoded = decode(commands.account.reply, bytes);
  if (E.isLeft(decoded)) throw decoded.left;
  return accountOf(decoded.right.value, 123n);
};

describe('the account', () => {
  test('is decoded into named values', () => {
    expect(accountOf(record, 123n)).toEqual({
      login: 123n,
      type: 'demo',
      rights: {
        trade: true,
        investor: false,
        readOnly: false,
        passwordResetRequired: false,
        names: [],
      },
      permissions: { riskWarning: false, names: [] },
      balance: 10_000.5,
      credit: 100,
      currency: 'USD',
      currencyDigits: 2,
      leverage: 500,
      name: 'A. Trader',
      serverBuild: 4000,
      server: 'Srv-Demo',
      company: 'Broker Ltd',
      offset: 10_800_000,
      marginMode: 'retail_hedging',
      marginFreeMode: 'floating_used',
      marginCallLevel: 100,
      stopOutLevel: 50,
      stopOutMode: 'percent',
      marginVirtual: 5,
      marginFreeProfitMode: 1,
      fixedProfit: 12,
      commissionDaily: -1,
      commissionMonthly: -2,
      passwordMinLength: 10,
      otp: 'on',
      tradeSettings: [],
      tradeFlags: ['stop_out_check_without_margin', 1],
      symbolsCount: 40,
      leverageFlags: 1n << 63n,
      leverageRules: [
        {
          path: 'Forex\\*',
          mode: 'value_per_symbol',
          currency: undefined,
          currencyDigits: 2,
          tiers: [
            { from: 0, to: 1e6, marginRateInitial: 1, marginRateMaintenance: 0.5 },
            { from: 1e6, to: Infinity, marginRateInitial: 2, marginRateMaintenance: 1 },
          ],
          raw: rule,
        },
      ],
      commissions: [
        {
          path: '*',
          kind: 'ordinary',
          range: 'turnover_money',
          charge: 'monthly',
          currency: undefined,
          entry: 'out',
          tiers: [
            {
              mode: 'tier_currency',
              type: 'per_lot',
              value: 3.5,
              from: 0,
              to: Infinity,
              minimal: 0.1,
              maximal: Infinity,
              currency: 'EUR',
            },
          ],
          raw: charge,
        },
      ],
      missing: [],
      raw: record,
    });
  });

  test.each([
    ['trade_disabled', { trade: false, names: ['trade_disabled'] }],
    ['investor', { trade: false, investor: true }],
    ['read_only', { trade: false, readOnly: true }],
    ['reset_password', { trade: false, passwordResetRequired: true }],
  ] as const)('rights: %s takes trading away', (name, expected) => {
    expect(accountOf({ ...record, rights: AccountRights[name] }, 1n).rights).toMatchObject(
      expected,
    );
  });

  test('rights: bits without a name take nothing away and are kept', () => {
    const { rights } = accountOf({ ...record, rights: -(2 ** 31) | 1 }, 1n);
    expect(rights).toMatchObject({ trade: true, names: [1, 2 ** 31] });
  });

  test('a risk warning is to be accepted', () => {
    const { permissions } = accountOf({ ...record, permissions_flags: 16 | 2 }, 1n);
    expect(permissions).toEqual({ riskWarning: true, names: ['risk_warning', 2] });
  });

  test.each([
    [0, 'not_offered'],
    [1, 'off'],
    [2, 'on'],
    [9, 'off'],
  ])('one-time passwords: %i is %s', (status, expected) => {
    expect(accountOf({ ...record, otp_status: status }, 1n).otp).toBe(expected);
  });

  test('a password length of 0 means 8', () => {
    expect(accountOf({ ...record, auth_password_min: 0 }, 1n).passwordMinLength).toBe(8);
  });

  test('values without a name stay numbers', () => {
    const strange = { account_type: 7, margin_mode: 8, margin_free_mode: 9, margin_so_mode: 5 };
    expect(accountOf({ ...record, ...strange }, 1n)).toMatchObject({
      type: 7,
      marginMode: 8,
      marginFreeMode: 9,
      stopOutMode: 5,
    });
  });

  test('commissions of agents and currencies of their own', () => {
    const agent = { ...charge, mode: 1, mode_currency: 'GBP' };
    const own = { ...rule, range_currency: 'JPY' };
    const view = accountOf({ ...record, commissions: [agent], rules: [own] }, 1n);
    expect(view.commissions).toMatchObject([{ kind: 'agent', currency: 'GBP' }]);
    expect(view.leverageRules).toMatchObject([{ currency: 'JPY' }]);
  });
});

describe('trade settings', () => {
  test('are decoded into named values', () => {
    const settings = tradeSettings({
      symbol_path: 'Forex\\*',
      spread_diff: 3,
      trade_mode: TradeMode.close_only,
      trade_stops_level: 10,
      trade_exemode: TradeExemode.exchange,
      trade_fill_flags: TradeFillFlags.fok | TradeFillFlags.boc,
      trade_time_flags: TradeTimeFlags.gtc | 64,
      trade_order_flags: TradeOrderFlags.market | TradeOrderFlags.close_by,
      trade_instant_volume: 1_000_000_000n,
      volume_min: 1_000_000n,
      volume_max: 10_000_000_000n,
      volume_step: 1_000_000n,
      margin_flags: MarginFlags.hedge_large_leg,
      margin_rates_initial: [1, 2, Number.MAX_VALUE, 0, 0, 0, 0, 0],
      swap_mode: SwapMode.points,
      swap_long: -5.5,
      swap_rollover3days: 3,
      permissions_flags: 1,
      permissions_bookdepth: 10,
      swap_rates: [0, 1, 1, 3, 1, 1, Number.MAX_VALUE],
    });
    const view = accountOf({ ...record, trade_settings: [settings] }, 1n);
    expect(view.tradeSettings).toEqual([
      {
        path: 'Forex\\*',
        spreadMarkup: 3,
        spreadMarkupBalance: 0,
        tradeMode: 'close_only',
        stopsLevel: 10,
        freezeLevel: 0,
        execution: 'exchange',
        fillings: ['fok', 'boc'],
        expirations: ['gtc', 64],
        orderTypes: ['market', 'close_by'],
        requestTimeout: 0,
        instantTimeout: 0,
        instantVolume: 10,
        volumeMin: 0.01,
        volumeMax: 100,
        volumeStep: 0.01,
        volumeLimit: undefined,
        marginFlags: ['hedge_large_leg'],
        marginInitial: 0,
        marginMaintenance: 0,
        marginRatesInitial: [1, 2, undefined, 0, 0, 0, 0, 0],
        marginRatesMaintenance: [0, 0, 0, 0, 0, 0, 0, 0],
        marginRateLiquidity: 0,
        marginHedged: 0,
        marginRateCurrency: 0,
        swapMode: 'points',
        swapLong: -5.5,
        swapShort: 0,
        swapRollover3Days: 3,
        swapRates: [0, 1, 1, 3, 1, 1, undefined],
        permissions: ['book'],
        bookDepth: 10,
        raw: settings,
      },
    ]);
  });

  test('what is not set is undefined', () => {
    const [int, uint, volume] = [2 ** 31 - 1, 2 ** 32 - 1, 2n ** 64n - 1n];
    const float = Number.MAX_VALUE;
    const unset = tradeSettings({
      symbol_path: '*',
      ...{ spread_diff: int, spread_diff_balance: int, trade_stops_level: int },
      ...{ trade_freeze_level: int, swap_rollover3days: int },
      ...{ trade_mode: uint, trade_exemode: uint, trade_fill_flags: uint, trade_time_flags: uint },
      ...{ trade_order_flags: uint, trade_request_timeout: uint, trade_instant_timeout: uint },
      ...{ margin_flags: uint, swap_mode: uint, permissions_flags: uint },
      permissions_bookdepth: uint,
      ...{ trade_instant_volume: volume, volume_min: volume, volume_max: volume },
      ...{ volume_step: 0n, volume_limit: 0n },
      ...{ margin_initial: float, margin_maintenance: float, margin_rate_liquidity: float },
      ...{ margin_hedged: float, margin_rate_currency: float, swap_long: float },
      swap_short: float,
      margin_rates_initial: Array.from({ length: 8 }, () => float),
      margin_rates_maintenance: Array.from({ length: 8 }, () => float),
      swap_rates: Array.from({ length: 7 }, () => float),
    });
    const view = accountOf({ ...record, trade_settings: [unset] }, 1n);
    const { path, raw, ...rest } = view.tradeSettings?.[0] ?? { path: '', raw: unset };
    expect(path).toBe('*');
    expect(raw).toBe(unset);
    expect(new Set(Object.values(rest).flat())).toEqual(new Set([undefined]));
    expect(Object.keys(rest)).toHaveLength(31);
  });
});

describe('a short record', () => {
  const whole = bytesOf({ ...record, trade_settings: [tradeSettings({ symbol_path: '*' })] });

  test('whole, nothing is missing', () => {
    expect(viewOf(whole).missing).toEqual([]);
  });

  test('without its last sections: they are undefined, which is not empty', () => {
    const view = viewOf(whole.slice(0, accountMain.size));
    const missing = ['tradeFlags', 'symbolsCount', 'leverageFlags', 'leverageRules', 'commissions'];
    expect(view.missing).toEqual(['tradeSettings', ...missing]);
    expect(view).toMatchObject({ balance: 10_000.5, otp: 'on', commissions: undefined });
  });

  test('without the last fields of its head', () => {
    const view = viewOf(whole.slice(0, accountMain.size - 8));
    expect(view.missing.slice(0, 2)).toEqual(['passwordMinLength', 'otp']);
    expect(view).toMatchObject({ commissionMonthly: -2, otp: undefined });
  });

  test('of a few fields only: what is not known is not zero', () => {
    const view = viewOf(whole.slice(0, 9));
    expect(view).toMatchObject({ type: 'demo', balance: undefined, offset: undefined });
    expect(view.rights?.trade).toBe(true);
    expect(view.missing).toHaveLength(28);
    expect(viewOf(new Uint8Array(0)).rights).toBeUndefined();
  });

  test('of which a list ends early: the last element is left out and named', () => {
    const tierSize = 80;
    const view = viewOf(whole.slice(0, whole.length - tierSize + 8));
    expect(view.commissions).toEqual([]);
    expect(view.missing).toEqual(['commissions[0]']);
    expect(view.leverageRules).toHaveLength(1);
  });
});
