import { coarse } from '../profile/coarse.ts';
import { periodsIn } from '../profile/periods.ts';
import type { CategoricalColumn, EmbeddingColumn, NumericColumn, Profile, ProfileColumn } from '../profile/schema.ts';
import { effectOf } from './compare.ts';
import { categoricalEffect, numericEffect, sum } from './effect.ts';
import { embeddingEffect, vectorsIn } from './embedding-effect.ts';
import { DEFAULT_RULE } from './rule.ts';

/** Fewer periods say too little about how far a quiet one strays (research drift-check 6). */
export const PERIODS_NEEDED = 8;
/** Periods with fewer rows are noise. */
export const ROWS_NEEDED = 100;
const DEVIATIONS = 3;

/**
 * Thresholds by column that the reference's own quiet periods stay below: mean and three standard deviations of their
 * effects. None of columns with fewer than eight periods. Say nothing about shorter windows: `isNoLonger` tells.
 */
export function calibratedThresholds(profile: Profile): Readonly<Record<string, number>> {
  const entries = [...quietEffects(profile)].filter(([, effects]) => effects.length >= PERIODS_NEEDED);
  return Object.fromEntries(entries.map(([column, effects]) => [column, thresholdFrom(effects)]));
}

export function thresholdFrom(effects: readonly number[]): number {
  const mean = sum(effects) / effects.length;
  const variance = sum(effects.map((effect) => (effect - mean) ** 2)) / (effects.length - 1);
  return mean + DEVIATIONS * Math.sqrt(variance);
}

/** By column, the effect of each period against the other ones, in the default rule's unit. */
function quietEffects(profile: Profile): ReadonlyMap<string, readonly number[]> {
  const wholes = new Map(profile.columns.map((column) => [column.name, column]));
  const effects = new Map<string, number[]>();
  for (const { rows, columns } of periodsIn(profile)) {
    if (rows < ROWS_NEEDED) continue;
    for (const period of columns) {
      const whole = wholes.get(period.name);
      const effect = profile.periods?.apart ? strayed(whole, period) : leftOut(whole, period);
      if (effect !== null) effects.set(period.name, [...(effects.get(period.name) ?? []), effect]);
    }
  }
  return effects;
}

/** The effect of a period that is no part of the profile; null where nothing is comparable. */
function strayed(whole: ProfileColumn | undefined, period: ProfileColumn): number | null {
  const held = whole && 'edges' in whole ? coarse(whole) : whole;
  const effect = held ? effectOf(held, period, DEFAULT_RULE) : null;
  if (!effect || effect.name === 'changed share') return null;
  return Number.isFinite(effect.value) ? effect.value : null;
}

/** The effect of a period against the other ones; null where nothing is comparable. */
function leftOut(whole: ProfileColumn | undefined, period: ProfileColumn): number | null {
  if (whole && 'edges' in whole && 'edges' in period) return leftOutNumbers(coarse(whole), period);
  if (whole && 'categories' in whole && 'categories' in period) return leftOutCategories(whole, period);
  if (whole?.kind === 'embedding' && period.kind === 'embedding') return leftOutVectors(whole, period);
  return null;
}

/** F_all - G is (1 - w)(F_others - G) where the period holds a share w of the rows: the distance scales exactly. */
function leftOutNumbers(whole: NumericColumn, period: NumericColumn): number | null {
  const [n, m] = [sum(whole.counts), sum(period.counts)];
  if (m === 0 || m >= n || whole.min === whole.max) return null;
  const { value } = numericEffect(whole, period, DEFAULT_RULE);
  return Number.isFinite(value) ? value / (1 - m / n) : null;
}

/** Means differ as the functions above do. */
function leftOutVectors(whole: EmbeddingColumn, period: EmbeddingColumn): number | null {
  const [n, m] = [vectorsIn(whole), vectorsIn(period)];
  if (m === 0 || m >= n || whole.concentration === null) return null;
  return embeddingEffect(whole, period, DEFAULT_RULE).value / (1 - m / n);
}

function leftOutCategories(whole: CategoricalColumn, period: CategoricalColumn): number | null {
  const others = {
    ...whole,
    other: whole.other - period.other,
    categories: whole.categories.map(({ value, count }, at) => ({
      value,
      count: count - (period.categories[at]?.count ?? 0),
    })),
  };
  const rows = (column: CategoricalColumn): number => column.other + sum(column.categories.map(({ count }) => count));
  if (rows(others) === 0 || rows(period) === 0) return null;
  return categoricalEffect(others, period, DEFAULT_RULE).value;
}
