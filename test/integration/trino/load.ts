import type { Engine } from '@ml-actions/data/engine';
import type { Source } from '@ml-actions/data/source';
import { identifier, literal } from '@ml-actions/data/sql';
import type { TrinoEngine } from '@ml-actions/data/trino/engine';

/** What Trino calls DuckDB's types. */
const TYPES: Readonly<Record<string, string>> = {
  VARCHAR: 'varchar',
  BOOLEAN: 'boolean',
  SMALLINT: 'smallint',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  FLOAT: 'real',
  DOUBLE: 'double',
  DATE: 'date',
  TIMESTAMP: 'timestamp(6)',
  'TIMESTAMP WITH TIME ZONE': 'timestamp(6) with time zone',
};
const typeOf = (type: string): string => TYPES[type] ?? type.toLowerCase();
const ROWS_PER_INSERT = 1_000;

/** Copies a source into a table of Trino, value by value. */
export async function load(
  trino: TrinoEngine,
  table: string,
  engine: Engine,
  { columns, relation }: Source,
): Promise<void> {
  const types = columns.map(({ name, type }) => `${identifier(name)} ${typeOf(type)}`);
  await trino.rows(`CREATE TABLE ${table} (${types.join(', ')})`);
  const texts = columns.map(
    ({ name, type }) =>
      `${type === 'TIMESTAMP WITH TIME ZONE' ? `strftime(${identifier(name)}, '%Y-%m-%d %H:%M:%S.%f UTC')` : `CAST(${identifier(name)} AS VARCHAR)`} AS ${identifier(name)}`,
  );
  const rows = await engine.rows(`SELECT ${texts.join(', ')} FROM ${relation}`);
  const fields = columns.map(({ name }) => `${identifier(name)} varchar`).join(', ');
  const casts = columns.map(({ name, type }) => `CAST(${identifier(name)} AS ${typeOf(type)})`).join(', ');
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    const values = rows
      .slice(at, at + ROWS_PER_INSERT)
      .map((row) => columns.map(({ name }) => (row[name] === null ? null : spelt(String(row[name])))));
    // one literal: the planner takes seconds for a thousand rows of VALUES
    const list = `CAST(json_parse(${literal(JSON.stringify(values))}) AS array(row(${fields})))`;
    await trino.rows(`INSERT INTO ${table} SELECT ${casts} FROM UNNEST(${list})`);
  }
}

/** Java's names of what is no number. */
const spelt = (text: string): string => ({ nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' })[text] ?? text;
