import type { Engine } from '../engine.ts';
import { type Counted, countAgainst } from '../profile/count.ts';
import type { CategoricalColumn, EmbeddingColumn, NumericColumn, Profile, ProfileColumn } from '../profile/schema.ts';
import type { Source, Table } from '../source.ts';
import { parsedOnce } from '../vectors.ts';
import { type Duration, isNoLonger, parseDuration, type Span, windowAt } from './calendar.ts';
import { effectOf } from './compare.ts';
import { categoricalEffect, numericEffect, sum } from './effect.ts';
import { embeddingEffect, vectorsIn } from './embedding-effect.ts';
import { DEFAULT_RULE } from './rule.ts';
import { type Timeline, timelineOf } from './window.ts';

type Periods = NonNullable<Profile['periods']>;

/** Fewer periods say too little about how far a quiet one strays (research drift-check 6). */
export const PERIODS_NEEDED = 8;
/** Periods that are counted, the latest ones. */
const MOST_PERIODS = 30;
/** Periods with fewer rows are noise. */
const ROWS_NEEDED = 100;

/** Where fewer than eight periods as long as the windows hold rows, shorter ones stand in. */
const SHORTER = ['P7D', 'P1D'];

/** The event times to look at, and whether the profile is of these rows or of others. */
export interface Past {
  readonly column: string;
  /** of the windows that will be judged, as ISO 8601 writes it */
  readonly length: string;
  /** the rows are apart from those of the profile; otherwise each period is held against the other ones */
  readonly apart?: boolean;
}

/** How far single periods stray from the profile; undefined where fewer than eight periods hold rows. */
export async function periodsOf(
  engine: Engine,
  profile: Profile,
  source: Source,
  { column, length, apart = false }: Past,
): Promise<Periods | undefined> {
  const parsed = await parsedOnce(
    engine,
    source,
    source.columns.map(({ name }) => name),
  );
  try {
    const timeline = await timelineOf(engine, parsed.source, column, 'timestamp-column');
    return await periodsOn(profile, timeline, { length, apart }, (sources) => countAgainst(engine, profile, sources));
  } finally {
    await parsed.drop();
  }
}

type Count<T extends Table> = (tables: readonly T[]) => Promise<Counted>;

/** The same, however rows are counted on the profile's frames. */
export async function periodsOn<T extends Table>(
  profile: Profile,
  timeline: Timeline<T>,
  { length, apart = false }: Omit<Past, 'column'>,
  count: Count<T>,
): Promise<Periods | undefined> {
  for (const each of [length, ...SHORTER.filter((other) => !isNoLonger(length, other))]) {
    const duration = parseDuration(each);
    const spans = duration ? await filledSpans(timeline, duration) : [];
    if (spans.length < PERIODS_NEEDED) continue;
    const starts = spans.map(({ start }) => new Date(start).toISOString());
    return { length: each, starts, effects: await effectsOf(profile, timeline, { spans, apart }, count) };
  }
  return undefined;
}

async function effectsOf<T extends Table>(
  profile: Profile,
  timeline: Timeline<T>,
  { spans, apart }: { readonly spans: readonly Span[]; readonly apart: boolean },
  count: Count<T>,
): Promise<Record<string, number[]>> {
  const effects = new Map<string, number[]>();
  for (const span of spans) {
    const { profile: counted } = await count([timeline.within([span])]);
    for (const period of counted.columns) {
      const whole = profile.columns.find(({ name }) => name === period.name);
      const effect = apart ? strayed(whole, period) : leftOut(whole, period);
      if (effect !== null) effects.set(period.name, [...(effects.get(period.name) ?? []), effect]);
    }
  }
  return Object.fromEntries(effects);
}

async function filledSpans(timeline: Timeline<Table>, duration: Duration) {
  const spans = [];
  for (let back = 0; back < MOST_PERIODS; back++) {
    const span = windowAt(timeline.watermark, duration, -back);
    if ((await timeline.count(span)) >= ROWS_NEEDED) spans.push(span);
  }
  return spans.reverse();
}

/** The effect of a period that is no part of the profile; null where nothing is comparable. */
function strayed(whole: ProfileColumn | undefined, period: ProfileColumn): number | null {
  const effect = whole ? effectOf(whole, period, DEFAULT_RULE) : null;
  if (!effect || effect.name === 'changed share') return null;
  return Number.isFinite(effect.value) ? effect.value : null;
}

/** The effect of a period against the other ones; null where nothing is comparable. */
function leftOut(whole: ProfileColumn | undefined, period: ProfileColumn): number | null {
  if (whole && 'edges' in whole && 'edges' in period) return leftOutNumbers(whole, period);
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

const DEVIATIONS = 3;

/**
 * Thresholds by column that the reference's own quiet periods stay below: mean and three standard deviations. Say
 * nothing about shorter windows: `isNoLonger` tells.
 */
export function calibratedThresholds({ effects: all }: Pick<Periods, 'effects'>): Readonly<Record<string, number>> {
  const entries = Object.entries(all).filter(([, effects]) => effects.length >= PERIODS_NEEDED);
  return Object.fromEntries(
    entries.map(([column, effects]) => {
      const mean = sum(effects) / effects.length;
      const variance = sum(effects.map((effect) => (effect - mean) ** 2)) / (effects.length - 1);
      return [column, mean + DEVIATIONS * Math.sqrt(variance)];
    }),
  );
}
