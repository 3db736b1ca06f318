import type { NumberTotals, Totals } from '../../profile/table.ts';
import type { Sql } from '../../sql/dialect.ts';
import type { TrinoEngine } from '../engine.ts';
import { inPortions } from './portion.ts';
import type { Reads } from './value.ts';

export interface ColumnTotals extends Totals {
  /** of numbers and times */
  readonly numbers: NumberTotals;
}

/** How many values of each column are missing, not of its type, present; of numbers also what is not finite, and the extremes. */
export async function totalsOf(
  engine: TrinoEngine,
  { from, name }: Reads,
  columns: readonly { readonly kind: string }[],
): Promise<readonly ColumnTotals[]> {
  const asked = columns.map(({ kind }, at) => {
    const counts = `count_if(m${at}) AS missing${at}, count(v${at}) AS present${at}`;
    return kind === 'numeric' || kind === 'datetime' ? `${counts}, ${numberSql(at)}` : counts;
  });
  const row: Record<string, unknown> = {};
  for (const portion of inPortions(asked))
    Object.assign(row, await engine.row(`SELECT ${['count(*) AS n', ...portion].join(', ')} FROM ${from}`, name));
  return columns.map((_, at) => {
    const number = (key: string): number => Number(row[`${key}${at}`] ?? 0);
    const [rows, missing, present] = [Number(row.n), number('missing'), number('present')];
    return { rows, missing, present, invalid: rows - missing - present, numbers: numbersOf(row, at, present) };
  });
}

function numberSql(at: number): Sql {
  const v = `v${at}`;
  return [
    `count_if(is_nan(${v})) AS nan${at}`,
    `count_if(${v} = infinity()) AS pos${at}`,
    `count_if(${v} = -infinity()) AS neg${at}`,
    `min(${v}) FILTER (WHERE is_finite(${v})) AS min${at}`,
    `max(${v}) FILTER (WHERE is_finite(${v})) AS max${at}`,
  ].join(', ');
}

function numbersOf(row: Readonly<Record<string, unknown>>, at: number, present: number): NumberTotals {
  const number = (key: string): number => Number(row[`${key}${at}`] ?? 0);
  const [nan, positiveInfinity, negativeInfinity] = [number('nan'), number('pos'), number('neg')];
  const finite = present - nan - positiveInfinity - negativeInfinity;
  const extreme = (key: string): number | null => (finite === 0 ? null : number(key) + 0); // -0 is 0
  return { nan, positiveInfinity, negativeInfinity, finite, min: extreme('min'), max: extreme('max') };
}
