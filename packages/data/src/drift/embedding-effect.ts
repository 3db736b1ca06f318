import { own } from '@ml-actions/core/own';
import { changedVectors, type FeatureSums, featureDistance } from '@ml-actions/stats/feature-distance';
import type { EmbeddingColumn } from '../profile/schema.ts';
import { independentP, type RawEffect } from './effect.ts';
import { type DriftRule, thresholdOf } from './rule.ts';

/** Vectors whose features were summed. */
export const vectorsIn = ({ rows, missing, invalid, nonFinite }: EmbeddingColumn): number =>
  rows - missing - invalid - nonFinite;

/**
 * How far the mean feature moved, in standard deviations of the reference's features; where the sample behind
 * the reference's frame was one vector only, the change of the share of other ones. Both sides hold at least one vector.
 */
export function embeddingEffect(reference: EmbeddingColumn, current: EmbeddingColumn, rule: DriftRule): RawEffect {
  const [a, b] = [sumsOf(reference, rule.independent.reference), sumsOf(current, rule.independent.current)];
  if (reference.concentration === null) return constantEffect(reference, a, b, rule);
  return {
    name: 'RFF/std',
    ...featureDistance(a, b, reference.concentration),
    threshold: thresholdOf(rule, reference.name, rule.embeddingThreshold),
    note: `compared: the mean features of vectors of ${reference.dimension} numbers`,
  };
}

function sumsOf(column: EmbeddingColumn, share: number): FeatureSums & { readonly independent: number } {
  const n = vectorsIn(column);
  return { n, sums: column.sums, independent: n * share };
}

function constantEffect({ name }: EmbeddingColumn, a: FeatureSums, b: FeatureSums, rule: DriftRule): RawEffect {
  const shares = changedVectors(a, b);
  const split = (n: number, share: number): [same: number, other: number] => {
    const other = Math.round(share * n);
    return [n - other, other];
  };
  return {
    name: 'changed share',
    value: Math.abs(shares.current - shares.reference),
    threshold: own(rule.thresholds, name) ?? rule.constantThreshold,
    noise: 0,
    p: independentP(split(a.n, shares.reference), split(b.n, shares.current), rule),
  };
}
