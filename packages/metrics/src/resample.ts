import { accelerationOf, bca, beyond, standardErrorOf } from '@ml-actions/stats/bootstrap';
import { isDefined, type Undefined, undefinedBecause } from '@ml-actions/stats/measure';
import { xoshiro128 } from '@ml-actions/stats/prng';
import type { Interval } from '@ml-actions/stats/proportion';
import type { Encoded } from './encode.ts';
import { estimatorOf } from './estimate.ts';

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

/** Part of a job's replicates: from the `first` to before the `end`. */
export interface Share {
  readonly first: number;
  readonly end: number;
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
  return assemble(job, [draw(job, { first: 0, end: job.resamples })]);
}

/**
 * Some replicates of a job. Replicate r takes the numbers r n to (r + 1) n of the generator, so that any split over
 * threads draws the same; a replicate in which the metric is undefined is NaN.
 */
export function draw(job: ResampleJob, { first, end }: Share): Float64Array {
  const change = changeOf(job);
  const units = unitsOf(job);
  const counts = new Float64Array(units.count);
  const generator = xoshiro128(job.seed);
  generator.skip(first * units.count);
  const replicates = new Float64Array(end - first);
  for (let at = 0; at < replicates.length; at++) {
    generator.draw(counts);
    replicates[at] = change(units.weights(counts)) ?? Number.NaN;
  }
  return replicates;
}

/** Puts the shares of a job together, in order. Undefined replicates are drawn anew after all others. */
export function assemble(job: ResampleJob, parts: readonly Float64Array[]): Resampled | Undefined {
  const change = changeOf(job);
  const delta = change(null);
  if (delta === null) return undefinedBecause('it is not defined on these rows');
  const found: number[] = [];
  const take = (part: Float64Array) => {
    for (const replicate of part) if (!Number.isNaN(replicate)) found.push(replicate);
  };
  parts.forEach(take);
  let drawn = job.resamples;
  while (found.length < job.resamples) {
    if (found.length < drawn * (1 - MOST_UNDEFINED)) return undefinedBecause('it is undefined in most of the draws');
    const end = drawn + job.resamples - found.length;
    take(draw(job, { first: drawn, end }));
    drawn = end;
  }
  const replicates = Float64Array.from(found);
  return {
    delta,
    replicates,
    acceleration: accelerationOf(jackknife(job, change)),
    standardError: standardErrorOf(replicates),
  };
}

type Change = (weights: Float64Array | null) => number | null;

/** Candidate minus baseline under multiplicities; null where a side is undefined. */
function changeOf({ metric, baseline, candidate }: ResampleJob): Change {
  const [before, after] = [estimatorOf(metric, baseline), estimatorOf(metric, candidate)];
  if (!before || !after) throw new Error(`${metric} cannot be computed`);
  const own = candidate.weight;
  const scaled = own && new Float64Array(own.length);
  return (counts) => {
    const weights = counts && own && scaled ? multiply(counts, own, scaled) : (counts ?? own);
    const [b, a] = [before(weights), after(weights)];
    return isDefined(a) && isDefined(b) ? a - b : null;
  };
}

function multiply(counts: Float64Array, own: Float64Array, into: Float64Array): Float64Array {
  for (let row = 0; row < into.length; row++) into[row] = (counts[row] as number) * (own[row] as number);
  return into;
}

interface Units {
  readonly count: number;
  /** multiplicities of units as multiplicities of rows */
  readonly weights: (counts: Float64Array) => Float64Array;
}

function unitsOf({ candidate, unit }: ResampleJob): Units {
  const { cluster } = candidate;
  const rows = candidate.truth.length;
  if (unit === 'row' || cluster === null) return { count: rows, weights: (counts) => counts };
  const known = new Map<number, number>();
  const codes = Uint32Array.from(cluster, (code) => {
    const unitCode = known.get(code) ?? known.size;
    known.set(code, unitCode);
    return unitCode;
  });
  const spread = new Float64Array(rows);
  return {
    count: known.size,
    weights: (counts) => {
      for (let row = 0; row < rows; row++) spread[row] = counts[codes[row] as number] as number;
      return spread;
    },
  };
}

/** The change with each unit left out, or with each of 200 blocks of neighbours where there are many. */
function jackknife(job: ResampleJob, change: Change): Float64Array {
  const units = unitsOf(job);
  const blocks = units.count > MOST_SINGLE ? BLOCKS : units.count;
  const counts = new Float64Array(units.count);
  const values: number[] = [];
  for (let block = 0; block < blocks; block++) {
    counts.fill(1);
    counts.fill(0, Math.floor((block * units.count) / blocks), Math.floor(((block + 1) * units.count) / blocks));
    const value = change(units.weights(counts));
    if (value !== null) values.push(value);
  }
  return Float64Array.from(values);
}

/** Two-sided BCa interval of the change at `level`. */
export const bcaInterval = ({ delta, replicates, acceleration }: Resampled, level: number): Interval =>
  bca({ value: delta, replicates, acceleration }, level);

/** One-sided p of "no change" against down (or up), from the replicates on the other side. */
export const bootstrapP = ({ replicates }: Resampled, margin: number, against: 'down' | 'up'): number =>
  beyond(replicates, margin, against === 'down' ? 'above' : 'below');
