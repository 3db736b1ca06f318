import { accelerationOf, bca, beyond, standardErrorOf } from '@ml-actions/stats/bootstrap';
import { isDefined, type Undefined, undefinedBecause } from '@ml-actions/stats/measure';
import { xoshiro128 } from '@ml-actions/stats/prng';
import type { Interval } from '@ml-actions/stats/proportion';
import type { Encoded } from './encode.ts';
import { estimatorOf } from './estimate.ts';
import { type Units, unitsOf } from './units.ts';

/** One metric's change to be bootstrapped over paired rows: plain data, so that another thread can do it. */
export interface ResampleJob {
  readonly metric: string;
  readonly baseline: Encoded;
  readonly candidate: Encoded;
  readonly resamples: number;
  readonly seed: number;
  /** what is drawn: rows, or whole clusters */
  readonly unit: 'row' | 'cluster';
}

/** What one of several threads computes of a job; NaN where the metric is undefined. */
export interface Part {
  /** its share of the replicates, in the order of the draws */
  readonly replicates: Float64Array;
  /** its share of the jackknife */
  readonly leftOut: Float64Array;
}

export interface Resampled {
  /** candidate minus baseline on the rows as they are */
  readonly delta: number;
  /** of the change, in the order of the draws */
  readonly replicates: Float64Array;
  /** of BCa; null: percentiles */
  readonly acceleration: number | null;
  readonly standardError: number;
}

/** More units than this are left out in blocks (research 3.3). */
const MOST_SINGLE = 5000;
const BLOCKS = 200;
/** A metric undefined in more than this share of the draws has no bootstrap. */
const MOST_UNDEFINED = 0.5;

/** The whole job in this thread. */
export function resample(job: ResampleJob): Resampled | Undefined {
  return assemble(job, [partOf(job, 0, 1)]);
}

/** Part `index` of so many `parts`: put together in order they are the same bytes for any number. */
export function partOf(job: ResampleJob, index: number, parts: number): Part {
  const share = (count: number): Share => ({
    first: Math.floor((index * count) / parts),
    end: Math.floor(((index + 1) * count) / parts),
  });
  const [change, units] = [changeOf(job), unitsOf(job.candidate, job.unit)];
  return {
    replicates: draw(job.seed, change, units, share(job.resamples)),
    leftOut: jackknife(change, units, share(blocksOf(units))),
  };
}

/** From the `first` to before the `end`. */
interface Share {
  readonly first: number;
  readonly end: number;
}

/** Replicate r takes the numbers r n to (r + 1) n of the generator, whoever draws it. */
function draw(seed: number, change: Change, units: Units, { first, end }: Share): Float64Array {
  const counts = new Float64Array(units.count);
  const generator = xoshiro128(seed);
  generator.skip(first * units.count);
  const replicates = new Float64Array(end - first);
  for (let at = 0; at < replicates.length; at++) {
    generator.draw(counts);
    replicates[at] = change(units.weights(counts));
  }
  return replicates;
}

/** Puts the parts of a job together, in order. Undefined replicates are drawn anew after all others. */
export function assemble(job: ResampleJob, parts: readonly Part[]): Resampled | Undefined {
  const change = changeOf(job);
  const delta = change(null);
  if (Number.isNaN(delta)) return undefinedBecause('it is not defined on these rows');
  let found = defined(parts.map(({ replicates }) => replicates));
  let drawn = job.resamples;
  while (found.length < job.resamples) {
    if (found.length < drawn * (1 - MOST_UNDEFINED)) return undefinedBecause('it is undefined in most of the draws');
    const end = drawn + job.resamples - found.length;
    found = found.concat(defined([draw(job.seed, change, unitsOf(job.candidate, job.unit), { first: drawn, end })]));
    drawn = end;
  }
  const replicates = Float64Array.from(found);
  const leftOut = Float64Array.from(defined(parts.map((part) => part.leftOut)));
  return { delta, replicates, acceleration: accelerationOf(leftOut), standardError: standardErrorOf(replicates) };
}

const defined = (vectors: readonly Float64Array[]): number[] =>
  vectors.flatMap((vector) => [...vector].filter((value) => !Number.isNaN(value)));

type Change = (weights: Float64Array | null) => number;

/** Candidate minus baseline under multiplicities; NaN where a side is undefined. */
function changeOf({ metric, baseline, candidate }: ResampleJob): Change {
  const [before, after] = [estimatorOf(metric, baseline), estimatorOf(metric, candidate)];
  if (!before || !after) throw new Error(`${metric} cannot be computed`);
  const own = candidate.weight;
  const scaled = own && new Float64Array(own.length);
  return (counts) => {
    const weights = counts && own && scaled ? multiply(counts, own, scaled) : (counts ?? own);
    const [b, a] = [before(weights), after(weights)];
    return isDefined(a) && isDefined(b) ? a - b : Number.NaN;
  };
}

function multiply(counts: Float64Array, own: Float64Array, into: Float64Array): Float64Array {
  for (let row = 0; row < into.length; row++) into[row] = (counts[row] as number) * (own[row] as number);
  return into;
}

const blocksOf = ({ count }: Units): number => (count > MOST_SINGLE ? BLOCKS : count);

/** The change with each unit left out, or with each of 200 blocks of neighbours where there are many. */
function jackknife(change: Change, units: Units, { first, end }: Share): Float64Array {
  const blocks = blocksOf(units);
  const counts = new Float64Array(units.count);
  return Float64Array.from({ length: end - first }, (_, at) => {
    const start = (block: number) => Math.floor((block * units.count) / blocks);
    counts.fill(1);
    counts.fill(0, start(first + at), start(first + at + 1));
    return change(units.weights(counts));
  });
}

/** Two-sided BCa interval of the change at `level`. */
export const bcaInterval = ({ delta, replicates, acceleration }: Resampled, level: number): Interval =>
  bca({ value: delta, replicates, acceleration }, level);

/** One-sided p of "no change" against down (or up), from the replicates on the other side. */
export const bootstrapP = ({ replicates }: Resampled, margin: number, against: 'down' | 'up'): number =>
  beyond(replicates, margin, against === 'down' ? 'above' : 'below');
