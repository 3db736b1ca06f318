import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DRAFT, makeScratch } from '@ml-actions/core/path/scratch';
import type { Engine } from '../engine.ts';
import type { SourceColumn } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { identifier, literal } from '../sql.ts';
import { type FailingRows, predicateOf, selectFailing, tableOf } from './failing-rows.ts';
import type { Start } from './file-of-row.ts';
import { groupsOf } from './first-rows.ts';
import { type Level, shownText } from './level.ts';
import { positionIn } from './numbered.ts';
import { isPersonal } from './personal.ts';

/** Rows of one rule that the file holds; a rule that breaks everywhere is no list to work through. */
export const MOST_ROWS = 100_000;

/** What may be written of the rows, and where. */
export interface Telling {
  readonly level: Exclude<Level, 'none'>;
  /** columns that name a row */
  readonly key: readonly string[];
  /** columns whose values are never shown, not even their shape */
  readonly personal: ReadonlySet<string>;
  /** absolute path of the Parquet file */
  readonly file: string;
}

/** A rule with the rows that break it. */
export interface Broken {
  readonly id: string;
  readonly failing: number;
  readonly rows: FailingRows;
}

const TABLE = 'failing_rows';

/**
 * Collects the rows that break the rules in a temporary table `failing_rows`: `rule` (its index), `position`, `k0`... (the
 * key's columns) and `value`. One scan for all rules that look at rows one by one; those with more rows than are kept stop
 * as soon as they have them.
 */
export async function collect(engine: Engine, rules: readonly Broken[], telling: Telling): Promise<void> {
  const keys = shownKey(telling).map((_, at) => `k${at} VARCHAR`);
  const columns = ['rule INTEGER', 'position BIGINT', ...keys, 'value VARCHAR'];
  await engine.rows(`CREATE OR REPLACE TEMP TABLE ${TABLE} (${columns.join(', ')})`);
  const indexOf = new Map(rules.map(({ rows }, at) => [rows, at]));
  const isFew = ({ failing }: Broken): boolean => failing <= MOST_ROWS;
  const groups = groupsOf(rules.filter(isFew).map(({ rows }) => rows));
  const grouped = new Set(groups.flat());
  for (const group of groups) {
    const rows = group.map((one) => ({ rows: one, at: indexOf.get(one) ?? -1 }));
    await engine.rows(`INSERT INTO ${TABLE} ${selectTogether(rows, telling)}`, group[0]?.source.name);
  }
  for (const [at, { rows }] of rules.entries()) {
    if (grouped.has(rows)) continue;
    const select = [`${at}`, positionIn(rows.source), ...keyTexts(rows, telling), valueText(rows, telling)].join(', ');
    const first = `${selectFailing(rows, '*')} LIMIT ${MOST_ROWS}`; // before any text is masked
    await engine.rows(`INSERT INTO ${TABLE} SELECT ${select} FROM (${first})`, rows.source.name);
  }
}

/** One scan: each row once for every rule that it breaks. */
function selectTogether(rules: readonly { readonly rows: FailingRows; readonly at: number }[], telling: Telling): Sql {
  const [first] = rules;
  if (!first) throw new Error('no rule');
  const hits = rules.map(
    ({ rows, at }) => `CASE WHEN ${predicateOf(rows)} THEN {rule: ${at}, value: ${valueText(rows, telling)}} END`,
  );
  const any = rules.map(({ rows }) => `(${predicateOf(rows)})`).join(' OR ');
  const keys = keyTexts(first.rows, telling).map((text, at) => `${text} AS k${at}`);
  const position = positionIn(first.rows.source);
  const rows = `SELECT ${[position, ...keys, `unnest([${hits.join(', ')}]) AS hit`].join(', ')} FROM ${tableOf(first.rows)} WHERE ${any}`;
  const select = ['hit.rule', position, ...keys.map((_, at) => `k${at}`), 'hit.value'];
  return `SELECT ${select.join(', ')} FROM (${rows}) WHERE hit.rule IS NOT NULL`;
}

export const shownKey = ({ key, personal }: Telling): readonly string[] =>
  key.filter((name) => !isPersonal(name, personal));

function keyTexts({ source }: FailingRows, telling: Telling): Sql[] {
  return shownKey(telling).map((name) => {
    const column = source.columns.find((one) => one.name === name);
    return column ? shownText(column, telling.level) : 'NULL';
  });
}

/** The value of the rule's one column; of several an object in JSON. Columns with personal data stay out. */
function valueText({ columns }: FailingRows, { level, personal }: Telling): Sql {
  const shown = columns.filter(({ name }) => !isPersonal(name, personal));
  const [only] = shown;
  if (!only) return 'CAST(NULL AS VARCHAR)';
  if (columns.length === 1) return shownText(only, level);
  const entries = shown.map((column: SourceColumn) => `${literal(column.name)}, ${shownText(column, level)}`);
  return `CAST(json_object(${entries.join(', ')}) AS VARCHAR)`;
}

/**
 * Writes the collected rows as Parquet: `rule`, `data`, `file`, `row`, the key's columns as `key.NAME`, `column`, `value`.
 * The file is whole, or it is the one that was there before.
 */
export async function writeFile(
  engine: Engine,
  rules: readonly Broken[],
  starts: ReadonlyMap<string, readonly Start[]>,
  telling: Telling,
): Promise<void> {
  const ruleRows = rules.map(({ id, rows }, at) => {
    const names = rows.columns.map(({ name }) => name).join(', ');
    return `(${at}, ${literal(id)}, ${literal(rows.source.name)}, ${names === '' ? 'NULL' : literal(names)})`;
  });
  const startRows = [...starts].flatMap(([data, all]) =>
    all.map(({ file, before }) => `(${literal(data)}, ${literal(file)}, ${before})`),
  );
  const keys = shownKey(telling).map((name, at) => `k${at} AS ${identifier(`key.${name}`)}`);
  const select = ['r.rule', 'r.data', 's.file', 'position - s.before AS "row"', ...keys, 'r."column"', 'value'];
  const from = `${TABLE} AS f JOIN (VALUES ${ruleRows.join(', ')}) AS r(nth, rule, data, "column") ON f.rule = r.nth
    ASOF JOIN (VALUES ${startRows.join(', ')}) AS s(data, file, before) ON r.data = s.data AND f.position > s.before`;
  const scratch = await makeScratch(dirname(telling.file), DRAFT); // on the same disk
  const draft = join(scratch, 'failing-rows.parquet');
  const rows = `SELECT ${select.join(', ')} FROM ${from} ORDER BY f.rule, f.position`;
  try {
    await engine.rows(`COPY (${rows}) TO ${literal(draft)} (FORMAT parquet, USE_TMP_FILE false)`, 'failing-rows');
    await rename(draft, telling.file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The first collected rows of each rule, and how many there are. */
export async function collected(engine: Engine, most: number): Promise<readonly Collected[]> {
  const rows = await engine.rows(
    `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY rule ORDER BY position) AS nth, count(*) OVER (PARTITION BY rule) AS kept FROM ${TABLE}) WHERE nth <= ${most} ORDER BY rule, nth`,
  );
  return rows.map(({ rule, position, kept, value, nth: _, ...keys }) => ({
    rule: Number(rule),
    position: Number(position),
    kept: Number(kept),
    key: Object.values(keys).map(textOrNull),
    value: textOrNull(value),
  }));
}

export interface Collected {
  /** index of the rule */
  readonly rule: number;
  readonly position: number;
  /** of the rule, all of them */
  readonly kept: number;
  /** in the order of the key's columns */
  readonly key: readonly (string | null)[];
  readonly value: string | null;
}

const textOrNull = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
