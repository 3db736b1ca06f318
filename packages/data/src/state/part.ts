import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { Engine } from '../engine.ts';
import type { Source, SourceColumn } from '../source.ts';
import { identifier } from '../sql.ts';
import type { Reading } from './state.ts';

/** Parts stand under one name when they are asked, so that the same question is the same text for all of them. */
const PART = identifier('part');

export function readingOf(engine: Engine, source: Source, named: Iterable<string>): Reading {
  const own = new Set(source.columns.map(({ name }) => name));
  const added = source.format === 'json' ? [...new Set(named)].filter((name) => !own.has(name)).sort() : [];
  return {
    engine: engine.version,
    format: source.format,
    compression: source.compression,
    delimiter: source.dialect?.delimiter ?? null,
    nulls: [...(source.dialect?.nulls ?? [])],
    header: source.dialect?.header ?? true,
    blankLines: source.dialect?.blankLines ?? 'refuse',
    skipInitialSpace: source.dialect?.skipInitialSpace ?? false,
    columns: source.columns.map(({ name, type, stated }) => ({
      name,
      type,
      ...(stated && { stated }),
    })),
    added: added.map((name) => ({ name, type: 'json' })),
  };
}

/** The identity of a part: its bytes, and how they are read. Whatever is asked of it has one answer for ever. */
export const stateId = (version: number, reading: Reading, digests: readonly string[]): string =>
  sha256(canonical({ version, ...reading, files: [...digests].sort() }));

/** A part as what asks it sees it; nothing in its SQL says where the files lie. */
export const partSource = (
  source: Omit<Source, 'columns' | 'relation'>,
  { columns, added }: Pick<Reading, 'columns' | 'added'>,
): Source => ({
  ...source,
  columns: [...columns, ...added],
  relation: PART,
});

/** Lets work ask the part's rows. */
export const onRows = <T>(
  engine: Engine,
  source: Source,
  { added }: Pick<Reading, 'added'>,
  work: () => Promise<T>,
): Promise<T> => {
  const absent = added.map(({ name }) => `, CAST(NULL AS JSON) AS ${identifier(name)}`).join('');
  return standing(engine, 'VIEW', `AS SELECT *${absent} FROM ${source.relation}`, work);
};

/** Lets work ask a table of the part's columns without a row: what is wrong there is wrong whatever the rows. */
export const onNothing = <T>(engine: Engine, columns: readonly SourceColumn[], work: () => Promise<T>): Promise<T> =>
  standing(
    engine,
    'TABLE',
    `(${columns.map(({ name, type }) => `${identifier(name)} ${engineType(type)}`).join(', ')})`,
    work,
  );

/** The engine's type of a column as it stands in its relation. */
export const engineType = (type: string): string => ({ text: 'VARCHAR', json: 'JSON' })[type] ?? type;

async function standing<T>(engine: Engine, what: 'VIEW' | 'TABLE', as: string, work: () => Promise<T>): Promise<T> {
  await engine.rows(`CREATE TEMP ${what} ${PART} ${as}`);
  try {
    return await work();
  } finally {
    await engine.rows(`DROP ${what} ${PART}`);
  }
}
