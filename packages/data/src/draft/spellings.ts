import type { Engine } from '../engine.ts';
import { inferTypes } from '../infer.ts';
import { withMissing } from '../relation.ts';
import type { Source } from '../source.ts';
import { columnSql, literal } from '../sql.ts';
import type { InferredType } from '../written.ts';

/** What people and tools write where a value is missing (pandas' default `na_values`, and the question mark of UCI's sets). */
const SPELLINGS = ['NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NULL', 'null', 'None', 'none', '-', '?', '.'];

export interface Spelt {
  readonly spellings: ReadonlyMap<string, readonly string[]>;
}

/**
 * Which of the usual spellings stand for a missing value: those without which a column of text is of another type. Where
 * the other values are text too, `NA` may be a value as any other.
 */
export async function spellingsOf(
  engine: Engine,
  source: Source,
  types: ReadonlyMap<string, InferredType>,
): Promise<Spelt & { readonly source: Source }> {
  const texts = source.columns.filter(({ name, type }) => type === 'text' && types.get(name) === 'string');
  if (texts.length === 0) return { source, spellings: new Map() };
  const list = SPELLINGS.map(literal).join(', ');
  const asked = texts.map(
    (column, at) => `list(DISTINCT ${columnSql(column)}) FILTER (WHERE ${columnSql(column)} IN (${list})) AS s${at}`,
  );
  const row = await engine.row(`SELECT ${asked.join(', ')} FROM ${source.relation}`, source.name);
  const found = new Map(texts.map(({ name }, at) => [name, ((row[`s${at}`] ?? []) as string[]).toSorted()]));
  const cleaned = await inferTypes(engine, withMissing(source, { missing: found }, engine.dialect));
  const spellings = new Map([...found].filter(([name, spelt]) => spelt.length > 0 && cleaned.get(name) !== 'string'));
  return { source: withMissing(source, { missing: spellings }, engine.dialect), spellings };
}
