import { groupBy } from '@ml-actions/core/group-by';
import type { Engine } from './engine.ts';
import { keysAt, type Place, valueAt } from './keys-below.ts';
import type { Source, SourceColumn } from './source.ts';
import { columnSql, identifier, literal } from './sql.ts';

/** What parts the names of a path: `address.city`. */
const STEP = '.';

/**
 * The source with the columns below its structures that a contract names by a path: fields of Parquet, keys of JSON
 * objects. A column of that very name comes first. A field that is not there, or a key that no record has, is no column.
 *
 * @param names columns as the contract calls them
 * @param isClosed whether the keys beside them are asked for too
 */
export async function withPaths(
  engine: Engine,
  source: Source,
  names: Iterable<string>,
  isClosed = false,
): Promise<Source> {
  const own = new Map(source.columns.map((column) => [column.name, column]));
  const below = [...new Set(names)].flatMap((name): Below[] => {
    const [top = '', ...steps] = name.split(STEP);
    const column = own.get(top);
    return own.has(name) || !column || steps.length === 0 || steps.includes('') ? [] : [{ name, column, steps }];
  });
  if (below.length === 0) return source;
  const inJson = below.filter(({ column }) => column.type === 'json');
  const found = new Map([...(await keysBelow(engine, source, inJson)), ...(await fieldsBelow(engine, source, below))]);
  const keys = isClosed ? await keysBeside(engine, source, inJson) : new Map();
  const columns = source.columns.map((column) => {
    const beside = keys.get(column);
    return beside ? { ...column, keys: beside } : column;
  });
  return { ...source, columns: [...columns, ...below.flatMap(({ name }) => found.get(name) ?? [])] };
}

/** Where a path leads from. */
interface Below {
  /** the whole path */
  readonly name: string;
  readonly column: SourceColumn;
  readonly steps: readonly string[];
}

const placeOf = ({ column, steps }: Omit<Below, 'name'>): Place => ({ column: columnSql(column), steps });

/** Those that any record has, in one scan. */
async function keysBelow(
  engine: Engine,
  source: Source,
  below: readonly Below[],
): Promise<readonly (readonly [string, SourceColumn])[]> {
  if (below.length === 0) return [];
  const values = below.map((one) => valueAt(placeOf(one)));
  const counts = values.map((value, at) => `count(${value}) AS n${at}`).join(', ');
  const row = await engine.row(`SELECT ${counts} FROM ${source.relation}`, source.name);
  return below.flatMap(({ name }, at) => {
    const sql = `(CASE WHEN json_type(${values[at]}) <> 'NULL' THEN ${values[at]} END)`;
    return Number(row[`n${at}`]) === 0 ? [] : [[name, { name, type: 'json', sql, isBelow: true }] as const];
  });
}

async function fieldsBelow(
  engine: Engine,
  source: Source,
  below: readonly Below[],
): Promise<readonly (readonly [string, SourceColumn])[]> {
  const found: (readonly [string, SourceColumn])[] = [];
  for (const { name, column, steps } of below.filter((one) => one.column.type.startsWith('STRUCT('))) {
    const sql = steps.reduce((inner, step) => `struct_extract(${inner}, ${literal(step)})`, columnSql(column));
    const described = await engine
      .rows(`DESCRIBE SELECT ${sql} AS ${identifier(name)} FROM ${source.relation}`, source.name)
      .catch(() => []);
    const type = described[0]?.column_type;
    if (type !== undefined) found.push([name, { name, type: String(type), sql, isBelow: true }]);
  }
  return found;
}

/** The keys of every object on the way to a path, by its own path. */
async function keysBeside(
  engine: Engine,
  source: Source,
  below: readonly Below[],
): Promise<ReadonlyMap<SourceColumn, ReadonlyMap<string, readonly string[]>>> {
  const objects = new Map<string, Omit<Below, 'name'>>();
  for (const { column, steps } of below)
    for (const at of steps.keys())
      objects.set([column.name, ...steps.slice(0, at)].join(STEP), { column, steps: steps.slice(0, at) });
  const keys = await keysAt(engine, source, [...objects.values()].map(placeOf));
  const found = [...objects].map(([path, { column }], at) => ({ path, column, keys: keys[at] ?? [] }));
  const byColumn = groupBy(found, ({ column }) => column);
  return new Map([...byColumn].map(([column, all]) => [column, new Map(all.map((one) => [one.path, one.keys]))]));
}
