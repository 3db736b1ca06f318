import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from '../engine.ts';
import { columnOf } from '../profile/table.ts';
import { requireSameCount } from '../second-count.ts';
import type { Source } from '../source.ts';
import { keyText } from '../spelling.ts';
import type { Sql } from '../sql/dialect.ts';
import { identifier } from '../sql.ts';

/** How the rows of a file belong to the data. */
export interface Belonging {
  readonly key: string;
  /** columns that are the file's where it has them, also where the data has one of that name */
  readonly theirs: readonly string[];
  /** whether the file brings other columns too, where the data has none of that name */
  readonly isOpen: boolean;
  /** no row may have a partner yet, as with labels of other days; otherwise that is a mistake */
  readonly isLate: boolean;
}

/**
 * The rows of `left` with the columns of `right` that belong to them by a key; rows without a partner keep NULL there.
 * @throws InputError when a side has not the key, or `right` has a key twice, or none that `left` has
 */
export async function joinByKey(
  engine: Engine,
  left: Source,
  right: Source,
  { key, theirs, isOpen, isLate }: Belonging,
): Promise<Source> {
  for (const { name, columns } of [left, right])
    if (!columns.some((column) => column.name === key))
      throw inputProblem({ where: 'join-key', what: `${name} has no column ${quoted(key)}` });
  const joined = `JOIN ${right.relation} r ON ${keyOf('l', left, key)} = ${keyOf('r', right, key)}`;
  await requireDistinct(engine, right, key);
  await requireMatch(engine, left, right, { key, joined, isLate });
  const named = right.columns.filter(({ name }) => name !== key && theirs.includes(name));
  const kept = left.columns.filter(({ name }) => !named.some((each) => each.name === name));
  const isNew = (name: string): boolean => isOpen && !left.columns.some((each) => each.name === name);
  const added = right.columns.filter((each) => named.includes(each) || isNew(each.name));
  const picked = [
    ...kept.map(({ name }) => `l.${identifier(name)}`),
    ...added.map(({ name }) => `r.${identifier(name)}`),
  ];
  return {
    ...left,
    format: 'csv', // typed once into a table, not with every scan
    stored: 'text',
    files: [...left.files, ...right.files],
    bytes: left.bytes + right.bytes,
    columns: [...kept, ...added],
    relation: `(SELECT ${picked.join(', ')} FROM ${left.relation} l LEFT ${joined})`,
  };
}

/** @throws InputError for a key that stands twice */
async function requireDistinct(engine: Engine, source: Source, key: string): Promise<void> {
  const text = keyText(columnOf(source, key));
  const { n, keys, names } = await engine.row(
    `SELECT count(*) AS n, count(${text}) AS keys, count(DISTINCT ${text}) AS names FROM ${source.relation}`,
    source.name,
  );
  requireSameCount(source, Number(n));
  if (Number(keys) === Number(names)) return;
  throw inputProblem({
    where: 'join-key',
    what: `${source.name} has rows with the same ${quoted(key)}`,
    got: `${Number(keys) - Number(names)} too many`,
    next: 'Keep one row of each.',
  });
}

interface Match extends Pick<Belonging, 'key' | 'isLate'> {
  readonly joined: Sql;
}

/**
 * Keys that find nothing would look like labels that are late, for ever: late ones are such as agree with nothing even
 * where only letters and digits count.
 */
async function requireMatch(
  engine: Engine,
  left: Source,
  right: Source,
  { key, joined, isLate }: Match,
): Promise<void> {
  const found = await engine.rows(`SELECT 1 FROM ${left.relation} l ${joined} LIMIT 1`, left.name);
  if (found.length > 0 || (isLate && !(await areSpeltOtherwise(engine, left, right, key)))) return;
  throw inputProblem({
    where: 'join-key',
    what: `no row of ${left.name} has a ${quoted(key)} that ${right.name} has`,
    expected: 'keys written alike (7 and 7.0 are one, 07 is another), and data that holds the rows of the file',
  });
}

/** Fewer rows whose keys resemble others do so by chance. */
const SPELT_OTHERWISE_SHARE = 0.5;

/** Whether most rows of `left` find a key of `right` without signs and leading zeros, or no row has a key at all. */
async function areSpeltOtherwise(engine: Engine, left: Source, right: Source, key: string): Promise<boolean> {
  const looseOf = (source: Source): Sql =>
    `ltrim(regexp_replace(lower(${keyText(columnOf(source, key))}), '[^\\p{L}\\p{N}]', '', 'g'), '0')`;
  const keys = `SELECT ${looseOf(right)} AS k FROM ${right.relation} WHERE ${looseOf(right)} <> ''`;
  const { n, present, alike } = await engine.row(
    `SELECT count(*) AS n, count(${keyText(columnOf(left, key))}) AS present, ` +
      `count(*) FILTER (${looseOf(left)} IN (${keys})) AS alike FROM ${left.relation}`,
    left.name,
  );
  return Number(present) === 0 || Number(alike) >= SPELT_OTHERWISE_SHARE * Number(n);
}

/** Keys are compared as text: `7` of one file is `7` of another whatever its format. */
const keyOf = (alias: string, source: Source, key: string): string =>
  keyText({ ...columnOf(source, key), sql: `${alias}.${identifier(key)}` });
