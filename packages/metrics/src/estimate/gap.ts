import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import type { Encoded } from '../encode.ts';
import { type Estimator, estimatorOf, subset } from '../estimate.ts';
import { rowsOfGroups } from './groups.ts';

const GAP = /^(.+)_(difference|ratio)$/;
/** What the gaps of the field are measured on; equalised odds is the worse of two. */
const MEASURES: Readonly<Record<string, readonly string[]>> = {
  dp: ['positive_rate'],
  eopp: ['recall'],
  eo: ['recall', 'fpr'],
};

/**
 * The gap of a metric between groups: `difference` is largest minus smallest, `ratio` smallest over largest (fairlearn's
 * definitions, worst case for equalised odds). Rows of group -1 do not count.
 */
export function gapEstimator(name: string, encoded: Encoded, groups: Int32Array): Estimator | null {
  const [, measure = '', kind] = GAP.exec(name) ?? [];
  if (kind === undefined) return null;
  const metrics = Object.hasOwn(MEASURES, measure) ? (MEASURES[measure] ?? []) : [measure];
  const { groups: _, ...plain } = encoded;
  const parts = rowsOfGroups(groups).map((rows) => ({ rows, encoded: subset(plain as Encoded, rows) }));
  const estimators = metrics.map((metric) => parts.map((part) => ({ ...part, of: estimatorOf(metric, part.encoded) })));
  if (parts.length < 2 || estimators.flat().some(({ of }) => of === null)) return null;
  const worst = kind === 'difference' ? Math.max : Math.min;
  return (weights) => {
    const gaps = estimators.map((groupwise) =>
      gap(
        groupwise.map(({ rows, of }) => of?.(weights && taken(weights, rows)) ?? 0),
        kind as 'difference' | 'ratio',
      ),
    );
    const missing = gaps.find((value) => !isDefined(value));
    return missing ?? worst(...gaps.filter(isDefined));
  };
}

const taken = (weights: Float64Array, rows: Uint32Array): Float64Array =>
  Float64Array.from(rows, (row) => weights[row] ?? 0);

function gap(values: readonly Measure[], kind: 'difference' | 'ratio'): Measure {
  const missing = values.find((value) => !isDefined(value));
  if (missing !== undefined) return missing;
  const numbers = values.filter(isDefined);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (kind === 'difference') return high - low;
  return high === 0 ? undefinedBecause('it is 0 in every group') : low / high;
}
