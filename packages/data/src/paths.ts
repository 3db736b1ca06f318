import type { Engine } from './engine.ts';
import type { Source, SourceColumn } from './source.ts';
import { columnSql, identifier, literal } from './sql.ts';

/** What parts the names of a path: `address.city`. */
const STEP = '.';

/**
 * The source with the columns below its structures that a contract names by a path: fields of Parquet, keys of JSON
 * objects. A column of that very name comes first. A field that is not there, or a key that no record has, is no column.
 *
 * @param names columns as the contract calls them
 */
export async function withPaths(engine: Engine, source: Source, names: Iterable<string>): Promise<Source> {
  const known = new Set(source.columns.map(({ name }) => name));
  const found: SourceColumn[] = [];
  for (const name of new Set(names)) {
    if (known.has(name) || !name.includes(STEP)) continue;
    const column = await columnBelow(engine, source, name);
    if (column) found.push(column);
  }
  return found.length === 0 ? source : { ...source, columns: [...source.columns, ...found] };
}

/** Where a path leads from. */
interface Below {
  readonly engine: Engine;
  readonly source: Source;
  readonly column: SourceColumn;
  readonly steps: readonly string[];
  /** the whole path */
  readonly name: string;
}

async function columnBelow(engine: Engine, source: Source, name: string): Promise<SourceColumn | undefined> {
  const [top, ...steps] = name.split(STEP);
  const column = source.columns.find((one) => one.name === top);
  if (!column || steps.includes('')) return undefined;
  const below = { engine, source, column, steps, name };
  if (column.type === 'json') return keyBelow(below);
  return column.type.startsWith('STRUCT(') ? fieldBelow(below) : undefined;
}

async function keyBelow({ engine, source, column, steps, name }: Below): Promise<SourceColumn | undefined> {
  const pointer = steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const value = `json_extract(${columnSql(column)}, ${literal(pointer)})`;
  const { has } = await engine.row(`SELECT count(${value}) > 0 AS has FROM ${source.relation}`, source.name);
  if (!has) return undefined;
  return { name, type: 'json', sql: `(CASE WHEN json_type(${value}) <> 'NULL' THEN ${value} END)` };
}

async function fieldBelow({ engine, source, column, steps, name }: Below): Promise<SourceColumn | undefined> {
  const sql = steps.reduce((inner, step) => `struct_extract(${inner}, ${literal(step)})`, columnSql(column));
  const described = await engine
    .rows(`DESCRIBE SELECT ${sql} AS ${identifier(name)} FROM ${source.relation}`, source.name)
    .catch(() => []);
  const type = described[0]?.column_type;
  return type === undefined ? undefined : { name, type: String(type), sql };
}
