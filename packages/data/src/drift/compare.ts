import { groupBy } from '@ml-actions/core/group-by';
import { own } from '@ml-actions/core/own';
import { benjaminiHochberg } from '@ml-actions/stats/multiplicity';
import { incompleteBeta } from '@ml-actions/stats/special';
import type { Counted } from '../profile/count.ts';
import type { CategoricalColumn, Profile, ProfileColumn } from '../profile/schema.ts';
import type { NonFinite } from '../profile/table.ts';
import { categoricalEffect, countsOf, independentP, numericEffect, type RawEffect, sum } from './effect.ts';
import { embeddingEffect, vectorsIn } from './embedding-effect.ts';
import { newCategories, shareNoise } from './new-categories.ts';
import { ranked } from './ranked.ts';
import {
  type ColumnDrift,
  type ColumnState,
  type DriftReport,
  type Effect,
  type MissingShare,
  type NewCategories,
  worse,
} from './result.ts';
import { DEFAULT_RULE, type DriftRule, INVALID_P, INVALID_SHARE, NOISE_BAND, WARN_BAND } from './rule.ts';

/** Smaller p-values are rounding noise of their series and would only order columns at random. */
const P_FLOOR = 1e-300;

/** A column before the run's family of tests is adjusted. */
interface Measured {
  readonly reference: ProfileColumn;
  readonly current: ProfileColumn | undefined;
  readonly present: { readonly reference: number; readonly current: number };
  readonly effect: RawEffect | null;
  readonly missing: Omit<MissingShare, 'q'> | null;
  readonly unseen: Omit<NewCategories, 'q'> | null;
}

/** Adjusted p-values of a column's tests; 1 where there was none. */
interface Adjusted {
  readonly effect: number;
  readonly missing: number;
  readonly unseen: number;
}

const UNTESTED: Adjusted = { effect: 1, missing: 1, unseen: 1 };

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
  const adjusted = adjust(measured, rule);
  const columns = measured.map((each, at) => judge(each, adjusted[at] ?? UNTESTED, rule));
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

/** A truth that is not there yet is not missing. */
const arrivesLate = ({ role }: ProfileColumn): boolean => role === 'label';

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

const isImportant = (column: ProfileColumn, rule: DriftRule): boolean =>
  column.role !== 'feature' || rule.important(column);

/** Two families, as what decides nothing and drifts would loosen the bound of what decides. */
function adjust(measured: readonly Measured[], rule: DriftRule): Adjusted[] {
  const families = groupBy(measured, ({ reference }) => isImportant(reference, rule));
  const adjusted = new Map([...families.values()].flatMap((family) => adjustFamily(family)));
  return measured.map((each) => adjusted.get(each) ?? UNTESTED);
}

/**
 * One family: all effects, missing shares and new categories of its columns; nothing missing on either side, or nothing
 * new, is no test and costs no power.
 */
function adjustFamily(measured: readonly Measured[]): (readonly [Measured, Adjusted])[] {
  const family: number[] = [];
  const enlist = (test: { readonly p: number } | null | false): number | undefined =>
    test ? family.push(Math.max(test.p, P_FLOOR)) - 1 : undefined;
  const places = measured.map((each) => ({
    each,
    effect: enlist(each.effect && !each.effect.decides && each.effect),
    missing: enlist(each.missing && each.missing.reference + each.missing.current > 0 && each.missing),
    unseen: enlist(each.unseen && each.unseen.count > 0 && each.unseen),
  }));
  const q = benjaminiHochberg(family);
  const at = (place: number | undefined): number => (place === undefined ? 1 : (q[place] ?? 1));
  return places.map(({ each, effect, missing, unseen }) => [
    each,
    { effect: at(effect), missing: at(missing), unseen: at(unseen) },
  ]);
}

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

interface Finding {
  readonly state: ColumnState;
  readonly note: string;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function schemaFinding(reference: ProfileColumn, current: ProfileColumn | undefined): Finding | null {
  if (!current) return { state: 'schema', note: 'the column is missing' };
  if (current.invalid === 0) return null;
  const present = current.rows - current.missing;
  const share = current.invalid / present;
  const type = reference.kind === 'embedding' ? `number[${reference.dimension}]` : reference.type;
  const note = `${percent(share)} of the values are not of type ${type}`;
  return { state: isBroken(current.invalid, present) ? 'schema' : 'ok', note };
}

/** More values of another type than chance lets expect of the share that is tolerated: exact binomial tail. */
const isBroken = (invalid: number, present: number): boolean =>
  invalid / present > INVALID_SHARE && incompleteBeta(INVALID_SHARE, invalid, present - invalid + 1) <= INVALID_P;

function sampleFinding({ reference, current, present }: Measured, rule: DriftRule): Finding | null {
  if (!current) return null;
  if (reference.kind === 'opaque')
    return { state: 'ok', note: 'only its missing share is compared: its values have no shared distribution' };
  if (rule.moving(reference))
    return { state: 'ok', note: 'only its missing share is compared: its values always move' };
  const short = present.reference < rule.minRows ? 'reference' : present.current < rule.minRows ? 'current' : undefined;
  if (short === undefined) return null;
  const state = short === 'current' && arrivesLate(reference) ? 'ok' : 'insufficient';
  return { state, note: `${present[short]} ${short} values, ${rule.minRows} needed` };
}

function effectFinding(effect: Effect, rule: DriftRule): Finding {
  const { name, value, threshold, noise, q, decides, note = '' } = effect;
  if (decides) {
    const reached = decides === 'p-value' ? value < threshold : value >= threshold;
    return { state: reached ? 'drift' : 'ok', note };
  }
  if (!Number.isFinite(value)) return { state: 'drift', note: 'the distance exceeds what a double can hold' };
  const significant = q <= rule.alpha;
  if (significant && value >= threshold) return { state: 'drift', note };
  if (significant && value >= threshold * WARN_BAND) return { state: 'warn', note };
  if (!significant && noise > threshold * NOISE_BAND)
    return { state: 'noise-limited', note: 'too few values to tell the threshold from noise' };
  if (value >= threshold && name === 'W1/std')
    return { state: 'warn', note: 'few values moved so far that the distance reaches the threshold' };
  return { state: 'ok', note };
}

function missingFinding({ reference, current, q }: MissingShare, rule: DriftRule): Finding | null {
  const change = Math.abs(current - reference);
  if (q > rule.alpha || change < rule.missingThreshold * WARN_BAND) return null;
  return {
    state: change >= rule.missingThreshold ? 'drift' : 'warn',
    note: `missing ${percent(reference)} -> ${percent(current)}`,
  };
}

/** A share that chance could give warns: one new value in a hundred rows is no proof. */
function newFinding({ share, count, q }: NewCategories, rule: DriftRule): Finding | null {
  if (count === 0) return null;
  const reached = share >= rule.maxNewCategoryShare;
  return {
    state: reached ? (q <= rule.alpha ? 'drift' : 'warn') : 'ok',
    note: `${percent(share)} of the values are new categories`,
  };
}

function histogram(reference: ProfileColumn, current: ProfileColumn): ColumnDrift['counts'] {
  if ('edges' in reference && 'edges' in current) return { reference: reference.counts, current: current.counts };
  const categories = (column: ProfileColumn): number[] =>
    'categories' in column ? countsOf(column as CategoricalColumn) : [];
  return 'categories' in reference ? { reference: categories(reference), current: categories(current) } : null;
}
