import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from '../engine.ts';
import type { Source, SourceColumn } from '../source.ts';
import { identifier, literal } from '../sql.ts';
import { engineType } from './part.ts';
import { profileQuestions } from './plan.ts';
import type { Whole } from './whole.ts';

/** How often one row of a table is repeated at a time: lists of this length fit the engine's vectors. */
const REPEATED = 1_000;

/**
 * A source of the rows that distributions of several parts stand for. Whatever asks only for the distribution of these
 * columns finds in it what it would find in the data, and memory stays that of the engine.
 *
 * @param files the tables of the parts, absolute
 */
export async function sourceOfTables(
  engine: Engine,
  of: Source,
  columns: readonly SourceColumn[],
  files: readonly string[],
): Promise<Source> {
  const tables = `read_parquet([${files.map(literal).join(', ')}])`;
  const { most } = await engine.row(`SELECT coalesce(max(n), 0) AS most FROM ${tables}`, of.name);
  const values = columns.map(({ name, type }, at) => `CAST(v${at} AS ${engineType(type)}) AS ${identifier(name)}`);
  const relation = `(SELECT ${values.join(', ') || '1 AS one'} FROM ${repeated(tables, Number(most))})`;
  return { ...of, columns, relation };
}

/**
 * The findings of several parts as one relation.
 *
 * @param files absolute
 */
export const tablesOf = (files: readonly string[]): string =>
  `(SELECT * EXCLUDE (filename), filename AS part FROM read_parquet([${files.map(literal).join(', ')}], filename = true))`;

/** Each row as often as its `n` says; tables of keys have nothing to repeat. */
function repeated(tables: string, most: number): string {
  if (most === 1) return tables;
  const once = (from: string, times: string): string => `(SELECT *, unnest(range(${times})) FROM ${from})`;
  if (most <= REPEATED) return once(tables, 'n');
  const full = `(SELECT * EXCLUDE (piece), CASE WHEN piece = n // ${REPEATED} THEN n % ${REPEATED} ELSE ${REPEATED} END AS m
    FROM (SELECT *, unnest(range(n // ${REPEATED} + 1)) AS piece FROM ${tables}))`;
  return once(full, 'm');
}

/**
 * Each column of the whole as a source of its own, from its distributions.
 *
 * @param ignore columns that are left out
 * @throws InputError when the shards were not asked for them
 */
export async function columnsOfWhole(
  engine: Engine,
  { source, parts }: Whole,
  ignore: readonly string[],
): Promise<readonly Source[]> {
  const alone: Source[] = [];
  for (const column of source.columns.filter(({ name }) => !ignore.includes(name))) {
    const tables = parts.map((part) => {
      const [question] = profileQuestions(part.source, [column.name]);
      const answer = question && part.answers.get(question.id);
      if (question && answer && 'table' in answer) return part.table(question.id);
      throw inputProblem({
        where: 'profile-out',
        what: `shard ${part.number} has not kept the distribution of ${quoted(column.name)}`,
        next: 'Set `profile-out` in the `map` jobs too, best in ml-actions.yml.',
      });
    });
    alone.push(await sourceOfTables(engine, source, [column], tables));
  }
  return alone;
}
