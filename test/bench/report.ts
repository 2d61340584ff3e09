import { judge, type Aim, type Figure } from './harness.js';
import { table } from './table.js';

/**
 * One line of `--json`. Names begin with their subject; `ratio` says how many times
 * as fast as `ratio_to`.
 */
export function jsonLine(subject: string, { name, value, unit, ratioTo, ratio }: Figure): string {
  return JSON.stringify({
    name: `${subject}: ${name}`,
    value: rounded(value),
    unit,
    ratio_to: ratioTo === undefined ? null : `${subject}: ${ratioTo}`,
    ratio: ratio === undefined ? null : rounded(ratio),
  });
}

/** The figures of one subject as lines of text. */
export function figureTable(title: string, figures: readonly Figure[]): string {
  return table(
    [title, 'median', 'lowest', 'highest', 'unit', 'ratio', 'to', 'aim'],
    figures.map((figure) => [
      figure.name,
      number(figure.value),
      number(figure.lowest),
      number(figure.highest),
      figure.unit,
      figure.ratio === undefined ? '' : `${number(figure.ratio)}x`,
      figure.ratioTo ?? '',
      verdict(figure),
    ]),
    { right: [1, 2, 3, 5] },
  );
}

/** How many aims there are, and those that were missed. */
export function aimSummary(figures: readonly Figure[]): string {
  const aimed = figures.filter((figure) => judge(figure) !== undefined);
  const missed = aimed.filter((figure) => judge(figure)?.met === false);
  const head = `${aimed.length - missed.length} of ${aimed.length} aims met`;
  return [head, ...missed.map((figure) => `  ${figure.name}: ${verdict(figure)}`)].join('\n');
}

function verdict(figure: Figure): string {
  const { aim, unit } = figure;
  const judged = judge(figure);
  if (aim === undefined || judged === undefined) return '';
  const { met, shortfall } = judged;
  const wanted = asked(aim, unit);
  return met ? `${wanted}: met` : `${wanted}: missed by ${(100 * shortfall).toFixed(0)} %`;
}

function asked(aim: Aim, unit: string): string {
  if ('atLeast' in aim) return `at least ${number(aim.atLeast)}x`;
  if ('costAtMost' in aim) return `cost at most ${aim.costAtMost}x`;
  return `at most ${number(aim.valueAtMost)} ${unit}`;
}

/** Three significant digits; thousands as k, millions as M. */
export function number(value: number): string {
  if (value >= 999_500) return `${(value / 1e6).toPrecision(3)}M`;
  if (value >= 99_950) return `${(value / 1e3).toFixed(0)}k`;
  if (value >= 999.5) return value.toFixed(0);
  return value.toPrecision(3);
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
