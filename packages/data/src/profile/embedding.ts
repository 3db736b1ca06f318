import { type Concentration, concentrationOf } from '@ml-actions/stats/feature-distance';
import { medianOf, pairDistances } from '@ml-actions/stats/mmd';
import { FEATURES, type FeatureMap, featuresOn } from '@ml-actions/stats/random-features';
import type { Engine } from '../engine.ts';
import type { Source } from '../source.ts';
import { sampleVectors, vectorsOf } from './embedding-rows.ts';
import type { EmbeddingColumn } from './schema.ts';
import type { Table } from './table.ts';

/** What is frozen of a column of vectors at training. */
export interface EmbeddingFrame extends FeatureMap {
  /** null: the reference knows one vector only, or none */
  readonly concentration: Concentration | null;
}

/** What is counted of the vectors of a column. */
export type VectorSums = Pick<EmbeddingColumn, 'nonFinite' | 'sums'>;

/** Rows behind the bandwidth and the concentration: 32,640 pairs. */
const SAMPLE = 256;
/** The same frequencies in every profile. */
const SEED = 1;
/** Where all vectors are one, every other one is far from it. */
const NEARNESS = 2 ** -20;
/** Bandwidths whose inverse is a double. */
const [SMALLEST, LARGEST] = [2 ** -1022, 2 ** 1022];

/** Frames a column of vectors on a sample of its own: as wide as the median distance of two different ones. */
export async function frameVectors(
  engine: Engine,
  source: Source,
  table: Table,
  at: number,
  dimension: number,
): Promise<EmbeddingFrame> {
  return frameOn(await sampleVectors(engine, source, table, { at, dimension, size: SAMPLE }), dimension);
}

/** The frame of a column of which these vectors are a sample. */
export function frameOn(vectors: readonly Float64Array[], dimension: number): EmbeddingFrame {
  const { bandwidth, vary } = widthOf(vectors);
  const map = { dimension, bandwidth, seed: SEED };
  if (!vary) return { ...map, concentration: null };
  const add = featuresOn(map);
  const features = vectors.map((vector) => {
    const sums = new Float64Array(FEATURES);
    add(vector, 0, sums);
    return sums;
  });
  return { ...map, concentration: concentrationOf(features) };
}

/** Distances of values up to 1: their squares neither overflow nor vanish. */
function widthOf(vectors: readonly Float64Array[]): { readonly bandwidth: number; readonly vary: boolean } {
  const largest = vectors.reduce((most, vector) => vector.reduce((max, x) => Math.max(max, Math.abs(x)), most), 0);
  const held = (width: number): number => Math.min(LARGEST, Math.max(SMALLEST, width * largest));
  if (largest === 0) return { bandwidth: held(NEARNESS), vary: false };
  const distances = pairDistances(vectors.map((vector) => vector.map((x) => x / largest)));
  const positive = distances.subarray(distances.lastIndexOf(0) + 1);
  const vary = positive.length > 0;
  return { bandwidth: held(vary ? medianOf(positive) : NEARNESS), vary };
}

/** The sums of a column's features on its frame, in one pass with bounded memory. */
export async function tallyVectors(
  engine: Engine,
  source: Source,
  table: Table,
  at: number,
  frame: FeatureMap,
): Promise<VectorSums> {
  const add = featuresOn(frame);
  const sums = new Float64Array(FEATURES);
  let nonFinite = 0;
  const place = { from: table.from, column: `v${at}`, dimension: frame.dimension };
  for await (const { values, starts } of vectorsOf(engine, place, source.name))
    for (const start of starts) if (!add(values, start, sums)) nonFinite++;
  return { nonFinite, sums: [...sums] };
}

/** Adds two counts on one frame; null where the frames differ. */
export function mergeVectors(a: EmbeddingColumn, b: EmbeddingColumn): VectorSums | null {
  const frame = ({ dimension, bandwidth, seed }: EmbeddingColumn): string => String([dimension, bandwidth, seed]);
  if (frame(a) !== frame(b)) return null;
  return { nonFinite: a.nonFinite + b.nonFinite, sums: a.sums.map((sum, at) => sum + (b.sums[at] ?? 0)) };
}
