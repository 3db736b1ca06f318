import { own } from '@ml-actions/core/own';
import { changedVectors, type FeatureSums, featureDistance } from '@ml-actions/stats/feature-distance';
import type { EmbeddingColumn } from '../profile/schema.ts';
import { independentP, type RawEffect } from './effect.ts';
import { type DriftRule, thresholdOf } from './rule.ts';

/** Vectors whose features were summed. */
export const vectorsIn = ({ rows, missing, invalid, nonFinite }: EmbeddingColumn): number =>
  rows - missing - invalid - nonFinite;

/**
 * How far the mean feature moved, in standard deviations of the reference's features; where the reference knows one
 * vector only, the share of other ones. Both sides hold at least one vector.
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
  const value = changedVectors(a, b);
  const changed = Math.round(value * b.n);
  return {
    name: 'changed share',
    value,
    threshold: own(rule.thresholds, name) ?? rule.constantThreshold,
    noise: 0,
    p: independentP([a.n, 0], [b.n - changed, changed], rule),
  };
}
