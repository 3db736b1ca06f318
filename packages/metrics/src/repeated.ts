import { accelerationOf, bca, beyond, standardErrorOf } from '@ml-actions/stats/bootstrap';
import { pairedT, welchT } from '@ml-actions/stats/paired';
import { xoshiro128 } from '@ml-actions/stats/prng';
import { fromMean, type PairedChange } from './change.ts';
import { centreOf } from './metric.ts';
import type { Repeats } from './scope.ts';

/** Draws of the medians' bootstrap, and its seed: pinned, so that every runner draws the same. */
const DRAWS = 2000;
const SEED = 20240611;

type Scores = readonly number[];

/**
 * The change of a metric that both sides measured several times: folds and seeds by their mean (paired t where the n-th
 * belongs to the n-th, else Welch), resources by their median (bootstrap).
 */
export function repeatedChange(before: Scores, after: Scores, repeats: Repeats): PairedChange {
  const isPaired = repeats.paired && before.length === after.length;
  const shared = { n: Math.min(before.length, after.length), unit: 'scores' } as const;
  const { fewest } = repeats;
  if (repeats.centre === 'median') return { ...shared, fewest, ...medianChange(before, after, isPaired) };
  const result = isPaired
    ? fromMean(pairedT(after.map((value, at) => value - (before[at] ?? 0))), {
        ...shared,
        method: 'paired t over scores',
      })
    : fromMean(welchT(before, after), { ...shared, method: 'Welch t over scores' });
  return { ...result, fewest };
}

const median = (scores: Scores): number => centreOf({ scores }, 'median');

/** Both sides are drawn anew, by the same numbers where they are paired. */
function medianChange(before: Scores, after: Scores, isPaired: boolean): Omit<PairedChange, 'n' | 'unit' | 'fewest'> {
  const { next } = xoshiro128(SEED);
  const places = (length: number) => Array.from({ length }, () => Math.floor((next() * length) / 2 ** 32));
  const take = (scores: Scores, at: readonly number[]) => median(at.map((place) => scores[place] ?? 0));
  const replicates = Float64Array.from({ length: DRAWS }, () => {
    const own = places(after.length);
    return take(after, own) - take(before, isPaired ? own : places(before.length));
  });
  const value = median(after) - median(before);
  const jackknife = Float64Array.from(after, (_, left) => {
    const without = (scores: Scores) => median(scores.filter((_, at) => at !== left));
    return without(after) - (isPaired ? without(before) : median(before));
  });
  const drawn = { value, replicates, acceleration: accelerationOf(jackknife) };
  return {
    method: `bootstrap of medians (BCa, ${DRAWS} draws)`,
    delta: value,
    standardError: standardErrorOf(replicates),
    down: beyond(replicates, 0, 'above'),
    up: beyond(replicates, 0, 'below'),
    counts: null,
    interval: (level) => bca(drawn, level),
  };
}
