import type { ListType } from '../list-type.ts';
import { columnSql } from '../sql.ts';
import { nativeType, typed } from '../typing.ts';
import type { Lists, Sql } from './dialect.ts';
import { withoutNanInside } from './without-nan.ts';

/** Lists of JSON are arrays, those of Parquet are LIST and ARRAY; text holds none. */
export const duckdbLists: Lists = {
  isOk: (column, type) => {
    if (column.type === 'json') return `NOT ${isBrokenJson(columnSql(column), type, 0)}`;
    const item = itemType(column.type, type.shape.length);
    const native = item === undefined ? undefined : nativeType(item);
    const fits = native === type.of || (type.of === 'number' && native === 'integer');
    return fits ? `NOT ${isBrokenList(columnSql(column), type.shape, 0)}` : 'false';
  },
  length: (column) =>
    column.type === 'json' ? `json_array_length(${columnSql(column)})` : `len(${columnSql(column)})`,
  isFinite: (column, { shape }) => (column.type === 'json' ? 'true' : areFinite(columnSql(column), shape.length, 0)),
  withoutNan: withoutNanInside,
};

/** What lists of so many levels hold: `FLOAT` of `FLOAT[][3]` at two; undefined when there are fewer levels, or more. */
function itemType(type: string, levels: number): string | undefined {
  const [, item, brackets = ''] = /^(.*?)((?:\[\d*\])*)$/s.exec(type) ?? [];
  return brackets.split('[').length - 1 === levels ? item : undefined;
}

const anyOf = (list: Sql, item: string, broken: Sql): Sql =>
  `coalesce(list_bool_or(list_transform(${list}, lambda ${item}: ${broken})), false)`;

/** A missing list or item is broken; whoever asks leaves out missing values of the column. */
function isBrokenList(list: Sql, shape: ListType['shape'], level: number): Sql {
  const length = shape[level] ?? null;
  const item = `item${level}`;
  const inner =
    level === shape.length - 1
      ? `list_count(${list}) <> len(${list})`
      : anyOf(list, item, isBrokenList(item, shape, level + 1));
  const wrong = length === null ? '' : ` OR len(${list}) <> ${length}`;
  return `(${list} IS NULL${wrong} OR ${inner})`;
}

function isBrokenJson(value: Sql, { of, shape }: ListType, level: number): Sql {
  if (level === shape.length) return `(NOT ${typed({ name: '', type: 'json', sql: value }, of).ok})`;
  const length = shape[level] ?? null;
  const item = `item${level}`;
  const wrong = length === null ? '' : ` OR json_array_length(${value}) <> ${length}`;
  const items = `CAST(json_extract(${value}, '$[*]') AS JSON[])`;
  const isQuick = of === 'number' && level === shape.length - 1;
  const quick = isQuick ? ` WHEN ${isPlain(value)} THEN false${wrong}` : '';
  return `CASE WHEN json_type(${value}) IS DISTINCT FROM 'ARRAY' THEN true${quick} ELSE (${anyOf(items, item, isBrokenJson(item, { of, shape }, level + 1))}${wrong}) END`;
}

const NUMBER = '-?[0-9]{1,20}(?:\\.[0-9]+)?(?:[eE](?:-[0-9]+|\\+?[0-9]{1,2}))?';
/** The text of an array tells quickly that all of it is numbers no double overflows at; else each item is looked at. */
const isPlain = (value: Sql): Sql =>
  `regexp_full_match(CAST(${value} AS VARCHAR), '\\[\\s*(?:${NUMBER}(?:\\s*,\\s*${NUMBER})*)?\\s*\\]')`;

/** The sum of finite numbers tells quickly that they are; only where it does not are they looked at one by one. */
function areFinite(list: Sql, levels: number, level: number): Sql {
  const item = `item${level}`;
  if (levels > 1) return `NOT ${anyOf(list, item, `NOT ${areFinite(item, levels - 1, level + 1)}`)}`;
  const numbers = `CAST(${list} AS DOUBLE[])`;
  return `CASE WHEN isfinite(coalesce(list_sum(${numbers}), 0)) THEN true ELSE NOT ${anyOf(numbers, item, `NOT isfinite(${item})`)} END`;
}
