import type { Discovered } from '@ml-actions/core/record/predicate/evaluate-gate';
import { binomialCdf, studentTCdf } from '@ml-actions/stats/distribution';
import { benjaminiHochberg } from '@ml-actions/stats/multiplicity';
import { sliceLineScore } from '@ml-actions/stats/slice-line';
import type { Encoded } from '../encode.ts';
import { byName } from '../metric.ts';
import type { Slices } from '../policy-scope.ts';
import { attributeOf } from '../scope/attribute.ts';
import type { Stage } from '../stage.ts';
import { type Column, type Group, groupsOf } from './group.ts';
import { firstHalf } from './half.ts';

/** Support below which a slice is no finding: the larger of the two, research 3.5. */
const LEAST_ROWS = 32;
const LEAST_SHARE = 0.01;

/**
 * Searches for slices on which the candidate errs more than elsewhere (score after Sagadeeva and Boehm, SliceLine, 2021):
 * found on one half of the rows, told with the other half's numbers, so that the worst of many is not mere selection.
 *
 * @throws InputError as `attributeOf`
 */
export function discover({ by, bins, discover: search }: Slices, stage: Stage, alpha: number): Discovered[] {
  const errors = stage.candidate.encoded && errorsOf(stage.candidate.encoded);
  if (!search || !errors || !stage.predictions) return [];
  const { predictions } = stage;
  const names = search.columns ?? [...new Set(by.flat())];
  const columns = names.map((name): Column => ({ name, ...attributeOf(predictions, name, bins[name]) }));
  const half = firstHalf(predictions.ids, errors.length);
  const seen = groupsOf(columns, errors, half, search.depth);
  const whole = totalOf(errors, half, 1);
  const least = Math.max(LEAST_ROWS, LEAST_SHARE * whole.rows);
  const found = [...seen.values()]
    .filter(({ rows }) => rows >= least)
    .map((group) => ({ group, score: scoreOf(group, whole, search.alpha) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || byName(a.group.label, b.group.label))
    .slice(0, search.top);
  const other = groupsOf(
    columns,
    errors,
    half.map((side) => 1 - side),
    search.depth,
  );
  return confirmed(
    found.map(({ group }) => other.get(group.label) ?? { label: group.label, rows: 0, sum: 0, squares: 0 }),
    totalOf(errors, half, 0),
    isCounted(stage.candidate.encoded),
    alpha,
  );
}

/** 1 per wrong row, or the absolute error of a regression; null where rows have no error of their own. */
function errorsOf(encoded: Encoded): Float64Array | null {
  if (encoded.task === 'regression')
    return encoded.truth.map((truth, row) => Math.abs(truth - (encoded.predicted[row] ?? 0)));
  if (encoded.task === 'ranking' || !encoded.predicted) return null;
  const errors = new Float64Array(encoded.truth.length);
  for (let row = 0; row < errors.length; row++) errors[row] = Number(encoded.truth[row] !== encoded.predicted[row]);
  return errors;
}

const isCounted = (encoded: Encoded | null): boolean => encoded?.task === 'binary' || encoded?.task === 'multiclass';

type Total = Pick<Group, 'rows' | 'sum'>;

function totalOf(errors: Float64Array, half: Uint8Array, side: number): Total {
  let [rows, sum] = [0, 0];
  for (let row = 0; row < errors.length; row++) {
    if (half[row] !== side) continue;
    rows++;
    sum += errors[row] ?? 0;
  }
  return { rows, sum };
}

const scoreOf = ({ rows, sum }: Group, whole: Total, alpha: number): number =>
  whole.sum === 0
    ? 0
    : sliceLineScore({ size: rows, error: sum / rows }, { size: whole.rows, error: whole.sum / whole.rows }, alpha);

function confirmed(groups: readonly Group[], whole: Total, counted: boolean, alpha: number): Discovered[] {
  const overall = whole.rows === 0 ? 0 : whole.sum / whole.rows;
  const adjusted = benjaminiHochberg(groups.map((group) => pOf(group, overall, counted)));
  return groups.map(({ label, rows, sum }, at) => ({
    slice: label,
    rows,
    errorRate: rows === 0 ? 0 : sum / rows,
    overall,
    pValue: adjusted[at] ?? 1,
    confirmed: (adjusted[at] ?? 1) < alpha,
  }));
}

/** One-sided p of "no worse than overall": exact binomial for counts, t for amounts. */
function pOf({ rows, sum, squares }: Group, overall: number, counted: boolean): number {
  if (rows < 2) return 1;
  if (counted) return sum === 0 ? 1 : 1 - binomialCdf(sum - 1, rows, overall);
  const mean = sum / rows;
  const deviation = Math.sqrt(Math.max(0, squares - rows * mean * mean) / (rows - 1));
  return deviation === 0 ? 1 : studentTCdf((overall - mean) / (deviation / Math.sqrt(rows)), rows - 1);
}
