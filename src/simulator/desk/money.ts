import { lotsFromVolume, normalize, PositionType, type Position } from '../../wire/index.js';

/** A share of an amount that belongs to a volume: 1 of 4 lots has a quarter of the swap. */
export const shareOf = (amount: number, units: bigint, whole: bigint, digits: number): number =>
  units === whole ? amount : normalize((amount * Number(units)) / Number(whole), digits);

/**
 * What closing `units` of a position at a price brings: the difference of the prices, times lots,
 * times contract size. The profit currency is taken for the account's (conversion rate 1), and
 * the calculation mode of the symbol is not looked at.
 */
export const profitOf = (position: Position, price: number, units: bigint): number => {
  const { price_open, contract_size, digits_currency, trade_action } = position;
  const gain = trade_action === PositionType.buy ? price - price_open : price_open - price;
  return normalize(gain * lotsFromVolume(units) * contract_size, digits_currency);
};

/** Decimals of an average of prices, as many as rounding keeps. */
const averageDigits = 8;

/** Open price of two amounts taken together, weighted by volume. */
export const averagePrice = (
  first: { readonly price: number; readonly units: bigint },
  second: { readonly price: number; readonly units: bigint },
): number => {
  const [a, b] = [Number(first.units), Number(second.units)];
  return normalize((first.price * a + second.price * b) / (a + b), averageDigits);
};
