import { describe, expect, test } from '@jest/globals';
import { catalogue, generateBars, symbolSpec } from '../../../src/simulator/index.js';
import { isOpen, type RateBar } from '../../../src/wire/index.js';

const until = Date.UTC(2026, 0, 7, 12, 30, 40);

describe('generateBars', () => {
  test.each(catalogue.map((spec) => [spec.name, spec] as const))(
    '%s: whole bars, ascending, in its sessions, up to where its walk begins',
    (_, spec) => {
      const bars = generateBars(spec, { count: 3000, until, serverOffsetSeconds: 7200 });
      expect(bars).toHaveLength(3000);
      const isWhole = (bar: RateBar, index: number): boolean => {
        const before = bars[index - 1];
        const follows =
          before === undefined || (bar.time > before.time && bar.open === before.close);
        const spans =
          bar.high >= Math.max(bar.open, bar.close) && bar.low <= Math.min(bar.open, bar.close);
        const isOn = bar.time % 60 === 0 && isOpen(spec.quoteSessions, bar.time);
        return follows && spans && isOn && bar.low > 0 && bar.tick_volume >= 1;
      };
      expect(bars.findIndex((bar, index) => !isWhole(bar, index))).toBe(-1);
      expect(bars.at(-1)?.close).toBeCloseTo(spec.startPrice, spec.digits);
      expect(bars.at(-1)?.time).toBeLessThan(until / 1000 + 7200);
    },
  );

  test('the same options give the same bars, another seed others', () => {
    const [spec] = catalogue;
    if (spec === undefined) throw new Error('no symbol');
    const options = { count: 50, until };
    expect(generateBars(spec, options)).toEqual(generateBars(spec, options));
    expect(generateBars(spec, { ...options, seed: 2 })).not.toEqual(generateBars(spec, options));
    expect(generateBars(spec, { ...options, count: 0 })).toEqual([]);
  });

  test('a symbol that is never quoted has no past; nothing goes back before 1970', () => {
    const never = Array.from({ length: 7 }, () => []);
    const draft = { kind: 'forex', path: 'Forex\\EURCHF', startPrice: 0.94 } as const;
    const silent = symbolSpec({ ...draft, quoteSessions: never });
    expect(generateBars(silent, { count: 5, until })).toEqual([]);
    const always = symbolSpec({ kind: 'crypto', path: 'Crypto\\ETHUSD', startPrice: 3000 });
    expect(generateBars(always, { count: 100, until: 600_000 })).toHaveLength(10);
  });

  test.each([{ count: -1 }, { count: 1.5 }, { seed: 0.5 }, { serverOffsetSeconds: NaN }])(
    '%j is refused',
    (bad) => {
      const [spec] = catalogue;
      if (spec === undefined) throw new Error('no symbol');
      expect(() => generateBars(spec, { count: 1, until, ...bad })).toThrow(RangeError);
    },
  );
});
