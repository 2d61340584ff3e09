import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  filetimeFromUnixMs,
  joinServerTime,
  points,
  serverFromUtc,
  serverMs,
  serverOffset,
  serverSeconds,
  splitServerTime,
  unixMsFromFiletime,
  utcFromServer,
  utcMs,
  volumeUnits,
} from '../../../src/wire/convert/index.js';

describe('server time', () => {
  test.each([
    [0, 0, 0],
    [7200, 0, 7200],
    [7200, 1, 10800],
    [-18000, 1, -14400],
    [19800, 0, 19800],
  ])('a shift of %d s and %d h of daylight saving is %d s', (timezone_shift, daylightmode, sum) => {
    expect(serverOffset({ timezone_shift, daylightmode })).toBe(sum);
  });

  test('a tick of a server three hours ahead', () => {
    const offset = serverOffset({ timezone_shift: 7200, daylightmode: 1 });
    const server = joinServerTime(1_763_650_800, 123);
    expect(server).toBe(1_763_650_800_123);
    expect(utcFromServer(server, offset)).toBe(1_763_640_000_123);
    expect(serverFromUtc(utcMs(1_763_640_000_123), offset)).toBe(server);
  });

  test('records without milliseconds', () => {
    expect(joinServerTime(1_763_650_800)).toBe(1_763_650_800_000);
  });

  test.each([
    [1_763_650_800_123, 1_763_650_800, 123],
    [999, 0, 999],
    [0, 0, 0],
    [-1, -1, 999],
    [-1000, -1, 0],
  ])('%d ms splits into %d s and %d ms', (time, seconds, ms) => {
    expect(splitServerTime(serverMs(time))).toEqual({ seconds, ms });
  });

  test('there and back, any clock', () => {
    const instant = fc.integer({ min: -(2 ** 41), max: 2 ** 42 });
    const shift = fc.integer({ min: -50_400, max: 50_400 });
    fc.assert(
      fc.property(instant, shift, fc.integer({ min: -2, max: 2 }), (ms, timezone_shift, saving) => {
        const offset = serverOffset({ timezone_shift, daylightmode: saving });
        const server = serverFromUtc(utcMs(ms), offset);
        const parts = splitServerTime(server);
        expect(joinServerTime(parts.seconds, parts.ms)).toBe(server);
        expect(utcFromServer(server, offset)).toBe(ms);
      }),
      { seed: 61, numRuns: 5_000 },
    );
  });
});

describe('FILETIME', () => {
  // Wire vectors codec_parse/17, 18 and codec_serialize/17, 18.
  test.each([
    ['402f4565ba44f901', 2577569459252],
    ['d06a9a1d3c51bf01', 946389722621],
  ])('%s is %d ms', (hex, ms) => {
    expect(unixMsFromFiletime(Buffer.from(hex, 'hex').readBigUInt64LE())).toBe(ms);
  });

  test.each([
    [-1547407150548, 'c056eecd48b86601'],
    [1212345130230, '60c991cd15c4c801'],
  ])('%d ms is %s', (ms, hex) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(filetimeFromUnixMs(ms));
    expect(bytes.toString('hex')).toBe(hex);
  });

  test.each([
    [0n, -11_644_473_600_000],
    [9_999n, -11_644_473_600_000],
    [10_000n, -11_644_473_599_999],
    [116_444_736_000_000_000n, 0],
    [116_444_736_000_000_000n - 1n, -1],
    [2n ** 64n - 1n, 1_833_029_933_770_955],
  ])('%d is cut down to %d ms', (filetime, ms) => {
    expect(unixMsFromFiletime(filetime)).toBe(ms);
  });

  test('cuts fractions of a millisecond down', () => {
    expect(filetimeFromUnixMs(0.9)).toBe(116_444_736_000_000_000n);
    expect(filetimeFromUnixMs(-0.1)).toBe(116_444_735_999_990_000n);
  });

  test('there and back, from any fraction of a millisecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -11_644_473_600_000, max: 1_833_029_933_770_954 }),
        fc.bigInt({ min: 0n, max: 9_999n }),
        (ms, rest) => {
          expect(unixMsFromFiletime(filetimeFromUnixMs(ms) + rest)).toBe(ms);
        },
      ),
      { seed: 62, numRuns: 10_000 },
    );
  });

  test.each([-11_644_473_600_001, 1_833_029_933_770_956, NaN, Infinity, -Infinity, 1e300])(
    '%d ms has none',
    (ms) => {
      expect(() => filetimeFromUnixMs(ms)).toThrow(
        new RangeError(`FILETIME: got ${ms} ms since 1970, expected 1601 to 60056`),
      );
    },
  );
});

describe('brands', () => {
  test('are the values themselves', () => {
    expect([utcMs(1), serverMs(2), serverSeconds(3), volumeUnits(4n), points(5)]).toEqual([
      1,
      2,
      3,
      4n,
      5,
    ]);
  });

  test('keep clocks apart', () => {
    const offset = serverOffset({ timezone_shift: 3600, daylightmode: 0 });
    // @ts-expect-error UTC is not the server's clock
    expect(utcFromServer(utcMs(0), offset)).toBe(-3_600_000);
    // @ts-expect-error seconds are not milliseconds
    expect(utcFromServer(serverSeconds(0), offset)).toBe(-3_600_000);
  });
});
