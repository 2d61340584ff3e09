/** Anything that says milliseconds: `performance` in a run, a fake in tests. */
export interface Clock {
  now(): number;
}

/** What is asked of a figure. Shown next to it, never enforced. */
export type Aim =
  /** At least so many times as fast as its reference. */
  | { readonly atLeast: number }
  /** At most so many times the cost of its reference. */
  | { readonly costAtMost: number }
  /** At most this, in the unit of the figure: a bound that is given, whatever the machine. */
  | { readonly valueAtMost: number };

/** One figure that a contender yields in each round. */
export interface Measure {
  readonly name: string;
  /** A unit that ends in `/s` is a rate, of which more is better; of any other less is. */
  readonly unit: string;
  /** Name of the measure of the same subject that this one is compared with. */
  readonly ratioTo?: string;
  readonly aim?: Aim;
}

/** One way of doing something. */
export interface Contender {
  readonly measures: readonly Measure[];
  /** One value for each measure, in their order. */
  sample(): readonly number[] | Promise<readonly number[]>;
}

/** A measure after all rounds. */
export interface Figure extends Measure {
  /** Median of the rounds. */
  readonly value: number;
  readonly lowest: number;
  readonly highest: number;
  /** How many times as fast as the reference, of the medians. */
  readonly ratio: number | undefined;
}

export interface Verdict {
  readonly met: boolean;
  /** How far behind the aim, as a part of it; 0 when met. */
  readonly shortfall: number;
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median: got no values, expected at least one');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] as number;
  return Number.isInteger(middle) ? ((sorted[middle - 1] as number) + upper) / 2 : upper;
}

/** A shuffled copy (Fisher and Yates). `random` is uniform in [0, 1). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** How many times as fast `value` is as `reference`: above 1 is better, whatever the unit. */
export function speedRatio(unit: string, value: number, reference: number): number {
  return unit.endsWith('/s') ? value / reference : reference / value;
}

/** Undefined where nothing is asked for, or where there is no ratio to judge by. */
export function judge({
  aim,
  value,
  ratio,
}: Pick<Figure, 'aim' | 'value' | 'ratio'>): Verdict | undefined {
  if (aim === undefined) return undefined;
  if ('valueAtMost' in aim) return verdict(aim.valueAtMost / value);
  if (ratio === undefined) return undefined;
  return verdict('atLeast' in aim ? ratio / aim.atLeast : ratio * aim.costAtMost);
}

/** `part` is what was reached of what was asked for. */
const verdict = (part: number): Verdict => ({ met: part >= 1, shortfall: Math.max(0, 1 - part) });

/**
 * Measures all contenders in turn, in another order in every round, so that what
 * else the machine does hits all of them alike. A round before the first is not
 * counted: it finds code compiled and caches filled for none of them.
 */
export async function compare(
  contenders: readonly Contender[],
  options: { readonly rounds: number; readonly random: () => number },
): Promise<Figure[]> {
  const taken = new Map<Contender, number[][]>(
    contenders.map((contender) => [contender, contender.measures.map((): number[] => [])]),
  );
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const contender of shuffled(contenders, options.random)) {
      const values = await contender.sample();
      if (round === 0) continue;
      taken.get(contender)?.forEach((list, index) => {
        list.push(valueOf(contender, values, index));
      });
    }
  }
  const measured = contenders.flatMap((contender) =>
    contender.measures.map((measure, index) => ({
      measure,
      values: taken.get(contender)?.[index] ?? [],
    })),
  );
  const medians = new Map(measured.map(({ measure, values }) => [measure.name, median(values)]));
  if (medians.size !== measured.length) throw new Error('bench: two measures of one name');
  return measured.map(({ measure, values }) => figure(measure, values, medians));
}

function valueOf(contender: Contender, values: readonly number[], index: number): number {
  const value = values[index];
  if (value !== undefined && value > 0 && value < Infinity) return value;
  const name = contender.measures[index]?.name ?? '';
  throw new RangeError(`bench "${name}": got ${String(value)}, expected a number above 0`);
}

function figure(
  measure: Measure,
  values: readonly number[],
  medians: ReadonlyMap<string, number>,
): Figure {
  const value = median(values);
  const { name, unit, ratioTo } = measure;
  const reference = ratioTo === undefined ? undefined : medians.get(ratioTo);
  if (ratioTo !== undefined && reference === undefined) {
    throw new Error(`bench "${name}": compared with "${ratioTo}", which is not measured`);
  }
  return {
    ...measure,
    value,
    lowest: Math.min(...values),
    highest: Math.max(...values),
    ratio: reference === undefined ? undefined : speedRatio(unit, value, reference),
  };
}
