import { inputProblem } from '@ml-actions/core/error';
import { own } from '@ml-actions/core/own';
import { quoted } from '@ml-actions/core/path/inside';
import { equalFrequencyEdges } from '@ml-actions/stats/bin-edges';
import { binCounts } from '@ml-actions/stats/histogram';
import type { EmbeddingColumn, Profile, ProfileColumn } from '../profile/schema.ts';
import type { Reading } from '../profile/table.ts';
import { COUNT_METHODS, countEffect, isCountMethod } from './count-method.ts';
import { countsOf, type RawEffect } from './effect.ts';
import { vectorsIn } from './embedding-effect.ts';
import { EMBEDDING_METHODS, isVectorMethod, vectorEffect, vectorsFor } from './embedding-method.ts';
import { EVIDENTLY_TESTS, type EvidentlyTest, evidentlyEffect } from './evidently.ts';
import { isNumberMethod, NUMBER_METHODS, numberEffect } from './number-method.ts';
import { type RawPair, type RawSides, readPair, readVectorPair } from './raw.ts';

/** Bins of the stability index and its like (research drift-check 2.10). */
const BINS = 10;

/** Statistics by column that replace the default rule's. */
export interface Named {
  readonly preset: 'default' | 'evidently-compatible';
  readonly methods: Readonly<Record<string, string>>;
}

/**
 * Effects of the methods that were asked for by name, by column. Exact on the rows of both sides where the reference
 * is data; on the profile's counts where those suffice.
 * @param raw null: the reference is a profile
 * @throws InputError for a method that does not exist, is not for its column, or needs the reference's rows
 */
export async function namedEffects(
  reference: Profile,
  current: Profile,
  raw: RawSides | null,
  named: Named,
): Promise<ReadonlyMap<string, RawEffect>> {
  const effects = new Map<string, RawEffect>();
  for (const column of reference.columns) {
    const method = own(named.methods, column.name);
    if (method !== undefined) checkMethod(column, method, named);
    if (column.kind === 'opaque' || column.of || (method === undefined && named.preset === 'default')) continue;
    const other = current.columns.find(({ name }) => name === column.name);
    if (!other || isEmpty(column) || isEmpty(other)) continue;
    const effect =
      column.kind === 'embedding'
        ? await vectorEffectOf(column, raw, method)
        : await effectOf(column, other, raw, method, named);
    if (effect) effects.set(column.name, effect);
  }
  return effects;
}

function isEmpty(column: ProfileColumn): boolean {
  if (column.kind === 'embedding') return vectorsIn(column) === 0;
  const counts = 'edges' in column ? column.counts : 'categories' in column ? countsOf(column) : [];
  return !counts.some((count) => count > 0);
}

const isNumbers = ({ kind }: ProfileColumn): boolean => kind === 'numeric' || kind === 'datetime';

function checkMethod(column: ProfileColumn, method: string, { preset }: Named): void {
  const ours = isNumbers(column) ? [...NUMBER_METHODS, ...COUNT_METHODS] : COUNT_METHODS;
  const ofNumbers: readonly string[] = preset === 'default' ? ours : EVIDENTLY_TESTS;
  const known = column.kind === 'embedding' ? EMBEDDING_METHODS : ofNumbers;
  if (column.kind !== 'opaque' && !column.of && known.includes(method)) return;
  throw inputProblem({
    where: `methods: ${column.name}`,
    what: `this method is not for a column that is ${column.kind}`,
    got: method,
    expected: column.kind === 'opaque' ? 'no method: its values have no shared distribution' : known.join(', '),
  });
}

async function effectOf(
  column: ProfileColumn,
  other: ProfileColumn,
  raw: RawSides | null,
  method: string | undefined,
  { preset }: Named,
): Promise<RawEffect | null> {
  if (raw === null && preset === 'evidently-compatible') throw needsRows(column, 'the preset evidently-compatible');
  const pair = raw && (await readPair(raw, column as Reading));
  if (raw !== null && pair === null) return null;
  if (pair && preset === 'evidently-compatible') return evidentlyEffect(pair, method as EvidentlyTest | undefined);
  if (method === undefined) return null;
  if (pair) return exact(column, pair, method);
  if (!isCountMethod(method)) throw needsRows(column, `the method ${method}`);
  return countEffect(method, profileCounts(column), profileCounts(other));
}

/** Null: the default rule's effect stays. */
async function vectorEffectOf(
  column: EmbeddingColumn,
  raw: RawSides | null,
  method: string | undefined,
): Promise<RawEffect | null> {
  if (method === undefined || !isVectorMethod(method)) return null;
  if (raw === null) throw needsRows(column, `the method ${method}`);
  const pair = await readVectorPair(raw, column, vectorsFor(method));
  return pair && column.concentration ? vectorEffect(method, pair) : null;
}

const needsRows = (column: ProfileColumn, what: string): Error =>
  inputProblem({
    where: `methods: ${quoted(column.name)}`,
    what: `${what} needs the rows of the reference, and this reference is a profile`,
    next: `Set \`reference: path:FILE\` to the data, or choose ${column.kind === 'embedding' ? 'rff' : `one of ${COUNT_METHODS.join(', ')}`}.`,
  });

const profileCounts = (column: ProfileColumn): readonly number[] =>
  'edges' in column ? column.counts : 'categories' in column ? countsOf(column) : [];

/** A constant reference has no standard deviation: the default rule's share of changed values stays. */
function exact(column: ProfileColumn, pair: RawPair, method: string): RawEffect | null {
  if (pair.kind === 'counts') return isCountMethod(method) ? countEffect(method, pair.reference, pair.current) : null;
  if ('edges' in column && column.min === column.max) return null;
  if (isNumberMethod(method)) return numberEffect(method, pair.reference, pair.current);
  if (!isCountMethod(method)) return null;
  const edges = equalFrequencyEdges(pair.reference, BINS);
  return countEffect(method, binCounts(edges, pair.reference), binCounts(edges, pair.current));
}
