import { own } from '@ml-actions/core/own';
import type { Counted } from '../profile/count.ts';
import type { CategoricalColumn, Profile, ProfileColumn } from '../profile/schema.ts';
import type { NonFinite } from '../profile/table.ts';
import { categoricalEffect, countsOf, independentP, numericEffect, type RawEffect, sum } from './effect.ts';
import { embeddingEffect, vectorsIn } from './embedding-effect.ts';
import { type Adjusted, adjust, isImportant, type Measured } from './family.ts';
import { arrivesLate, effectFinding, missingFinding, newFinding, sampleFinding, schemaFinding } from './finding.ts';
import { newCategories, shareNoise } from './new-categories.ts';
import { ranked } from './ranked.ts';
import { type ColumnDrift, type DriftReport, type MissingShare, worse } from './result.ts';
import { DEFAULT_RULE, type DriftRule } from './rule.ts';

/**
 * Compares counted data with its reference profile: a column drifts when its effect reaches the threshold and its
 * Benjamini-Hochberg q over all tests of the run is at most alpha. Never throws: every column gets a state.
 * @param counted of `countAgainst` with this very profile
 * @param named effects of methods asked for by name, instead of the default rule's
 */
export function compareWithProfile(
  profile: Profile,
  counted: Counted,
  overrides: Partial<DriftRule> = {},
  named: ReadonlyMap<string, RawEffect> = new Map(),
): DriftReport {
  const rule = { ...DEFAULT_RULE, ...overrides };
  const current = new Map(counted.profile.columns.map((column) => [column.name, column]));
  const measured = profile.columns
    .filter(({ name, of }) => !of || current.has(name)) // what is measured of a missing column is missed once
    .map((column) => measure(column, current.get(column.name), rule, named.get(column.name)));
  const columns = adjust(measured, rule).map(([each, q]) => judge(each, q, rule));
  const most = (rows: readonly ProfileColumn[]): number => Math.max(0, ...rows.map((column) => column.rows));
  const rows = { reference: most(profile.columns), current: most(counted.profile.columns) };
  return { ...ranked(columns), rows, extra: counted.extra };
}

function measure(
  reference: ProfileColumn,
  current: ProfileColumn | undefined,
  rule: DriftRule,
  named: RawEffect | undefined,
): Measured {
  const present = { reference: presentOf(reference), current: current ? presentOf(current) : 0 };
  const enough = present.reference >= rule.minRows && present.current >= rule.minRows;
  const effect =
    current && enough && !rule.moving(reference)
      ? (withThreshold(named, reference, rule) ?? effectOf(reference, current, rule))
      : null;
  const missing =
    current && !reference.of && !arrivesLate(reference) && Math.min(reference.rows, current.rows) >= rule.minRows
      ? missingOf(reference, current, rule)
      : null;
  const unseen = current ? newCategories(reference, current, rule) : null;
  return { reference, current, present, effect, missing, unseen };
}

function withThreshold(named: RawEffect | undefined, { name }: ProfileColumn, rule: DriftRule): RawEffect | undefined {
  return named && { ...named, threshold: own(rule.thresholds, name) ?? named.threshold };
}

/** Values that can be compared: finite numbers and vectors of them, known or new categories. */
function presentOf(column: ProfileColumn): number {
  if ('edges' in column) return sum(column.counts);
  return column.kind === 'embedding' ? vectorsIn(column) : column.rows - column.missing - column.invalid;
}

/** The default rule's effect; null where values are not compared. Both sides hold at least one. */
export function effectOf(reference: ProfileColumn, current: ProfileColumn, rule: DriftRule): RawEffect | null {
  if ('edges' in reference && 'edges' in current) return numericEffect(reference, current, rule);
  if ('categories' in reference && 'categories' in current) return categoricalEffect(reference, current, rule);
  if (reference.kind === 'embedding' && current.kind === 'embedding') return embeddingEffect(reference, current, rule);
  return null;
}

/** Null, NaN, infinity and what is not of the type are all missing to a model. */
function missingOf(reference: ProfileColumn, current: ProfileColumn, rule: DriftRule): Omit<MissingShare, 'q'> {
  const unusable = (column: ProfileColumn): number =>
    column.kind === 'embedding' ? column.nonFinite : 'nan' in column ? nonFinite(column) : 0;
  const absent = (column: ProfileColumn): number => column.missing + column.invalid + unusable(column);
  const [a, b] = [absent(reference), absent(current)];
  const [n, m] = [reference.rows, current.rows];
  const p = independentP([a, n - a], [b, m - b], rule);
  const sizes = { n: n * rule.independent.reference, m: m * rule.independent.current };
  return { reference: a / n, current: b / m, noise: shareNoise((a + b) / (n + m), sizes), p };
}

const nonFinite = ({ nan, positiveInfinity, negativeInfinity }: NonFinite): number =>
  nan + positiveInfinity + negativeInfinity;

function judge(measured: Measured, q: Adjusted, rule: DriftRule): ColumnDrift {
  const { reference, current } = measured;
  const effect = measured.effect && { ...measured.effect, q: q.effect };
  const missing = measured.missing && { ...measured.missing, q: q.missing };
  const unseen = measured.unseen && { ...measured.unseen, q: q.unseen };
  const findings = [
    schemaFinding(reference, current),
    sampleFinding(measured, rule),
    effect && effectFinding(effect, rule),
    missing && missingFinding(missing, rule),
    unseen && newFinding(unseen, rule),
  ].filter((finding) => finding !== null);
  return {
    column: reference.name,
    role: reference.role,
    kind: reference.kind,
    important: isImportant(reference, rule),
    state: findings.map((finding) => finding.state).reduce(worse, 'ok'),
    effect,
    missing,
    newCategories: unseen,
    counts: current ? histogram(reference, current) : null,
    notes: findings.map((finding) => finding.note).filter((note) => note !== ''),
  };
}

function histogram(reference: ProfileColumn, current: ProfileColumn): ColumnDrift['counts'] {
  if ('edges' in reference && 'edges' in current) return { reference: reference.counts, current: current.counts };
  const categories = (column: ProfileColumn): number[] =>
    'categories' in column ? countsOf(column as CategoricalColumn) : [];
  return 'categories' in reference ? { reference: categories(reference), current: categories(current) } : null;
}
