import type { Engine } from './engine.ts';
import { equalText, writtenNumber, writtenText, ZERO } from './equal-text.ts';
import { inferTypes } from './infer.ts';
import { columnOf } from './profile/table.ts';
import { hasTypes, MEANINGS, type Means, type Source, type SourceColumn } from './source.ts';
import { columnSql } from './sql.ts';
import { type LogicalType, textOf, typed } from './typing.ts';
import type { InferredType } from './written.ts';

/**
 * As what a column is read so that both sides compare: `written` is text that is compared as a number where it is one,
 * `native` a column of one and the same type of the engine on both sides; text whose type the contract states is compared
 * as what it means.
 */
export type Comparable = InferredType | 'written' | 'native' | Meant;
type Meant = `meant:${Means}`;
export type ComparableTypes = ReadonlyMap<string, Comparable>;

/**
 * The columns that two tables have in common, and as what each is compared. Two files of one text format come from one
 * writer, so that only `always` needs types; finding all of them takes longer than all the rest.
 *
 * @param always columns whose types are found even then, such as times
 */
export async function comparableTypes(
  engine: Engine,
  left: Source,
  right: Source,
  always: readonly string[],
): Promise<ComparableTypes> {
  const both = left.columns.map(({ name }) => name).filter((name) => right.columns.some((one) => one.name === name));
  const twins = both.filter(
    (name) => !always.includes(name) && isTwin(columnOf(left, name).type, columnOf(right, name).type),
  );
  const isText = left.format === right.format && !hasTypes(left);
  const meant = new Map(both.map((name) => [name, meantIn([columnOf(left, name), columnOf(right, name)])]));
  const typedNames = both.filter((name) => !twins.includes(name) && (always.includes(name) || !meant.get(name)));
  const wanted = isText ? typedNames.filter((name) => always.includes(name)) : typedNames;
  const [seen, own] = [await typesIn(engine, left, wanted), await typesIn(engine, right, wanted)];
  const common = (name: string) => commonType(seen.get(name) ?? 'written', own.get(name) ?? 'written');
  return new Map(
    both.map((name) => {
      if (twins.includes(name)) return [name, 'native'];
      return [name, typedNames.includes(name) ? common(name) : (meant.get(name) ?? 'written')];
    }),
  );
}

/** What texts mean by the contract, which states the type of one of them at least. */
function meantIn(sides: readonly SourceColumn[]): Meant | undefined {
  const means = sides.find((side) => side.means)?.means;
  return means && sides.every(({ type }) => type === 'text') ? `meant:${means}` : undefined;
}

/** Columns of Parquet that compare as they are; -0 and 0 are two numbers to a hash. */
const isTwin = (left: string, right: string): boolean =>
  left === right && left !== 'text' && left !== 'json' && !/FLOAT|DOUBLE/.test(left);

const typesIn = async (engine: Engine, source: Source, names: readonly string[]): Promise<ComparableTypes> =>
  names.length === 0
    ? new Map()
    : inferTypes(engine, { ...source, columns: source.columns.filter(({ name }) => names.includes(name)) });

const NUMBERS: readonly Comparable[] = ['integer', 'number'];

/** Integers are numbers; else what both can be read as is their text. */
function commonType(a: Comparable, b: Comparable): Comparable {
  if (a === b) return a;
  return NUMBERS.includes(a) && NUMBERS.includes(b) ? 'number' : 'other:text';
}

/** SQL of the value as both sides read it; 0 and -0 are one number. */
export function comparableValue(source: Source, name: string, type: Comparable): string {
  const column = columnOf(source, name);
  if (type === 'native') return columnSql(column);
  const means = MEANINGS.find((each) => type === `meant:${each}`);
  if (means) return meantText({ ...column, means });
  if (type === 'written') {
    const [text, number] = [textOf(column), writtenNumber(column)];
    return `{n: ${number}, t: CASE WHEN ${number} IS NULL THEN ${text} END}`;
  }
  if (type.startsWith('other:'))
    return column.type === 'json' ? `CAST(${columnSql(column)} AS VARCHAR)` : textOf(column);
  const { value } = typed(column, type as LogicalType);
  return type === 'number' ? `(${value} + ${ZERO})` : value;
}

const meantText = (column: SourceColumn): string =>
  column.means === 'integer' ? writtenText(column) : equalText(column);

const TIMES: readonly Comparable[] = ['date', 'timestamp', 'integer', 'number'];

/** SQL of a time as both sides read it: a date, a timestamp or a finite number; undefined where the column holds none. */
export function comparableTime(source: Source, name: string, type: Comparable): string | undefined {
  if (!TIMES.includes(type)) return undefined;
  const { value } = typed(columnOf(source, name), type as LogicalType);
  return type === 'number' ? `CASE WHEN isfinite(${value}) THEN ${value} END` : value;
}
