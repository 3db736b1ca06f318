import { isMap } from 'yaml';
import type { Block } from '../block.ts';
import { duplicateRows } from '../check/duplicate-rows.ts';
import { expression } from '../check/expression.ts';
import { rows } from '../check/rows.ts';
import { fresh } from '../check/time.ts';
import { unique } from '../check/unique.ts';
import { type ColumnType, listTypeText } from '../list-type.ts';
import { NONE, type Rule, type Severity } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { atLeastSome } from './amount.ts';
import { idBy, readBy } from './by.ts';
import { type Change, readChange } from './change.ts';
import { readChat } from './chat.ts';
import { readColumnCheck } from './column.ts';
import { readCompare } from './compare.ts';
import { readDuplicateColumns } from './duplicate-columns.ts';
import { columnsOf, type Entry, missing, type Read, textAt, wordAt } from './entry.ts';
import { readFiles } from './files.ts';
import { readImages } from './images.ts';
import { readJsonSchema } from './json-schema.ts';
import { namesOf } from './names.ts';
import { readPii } from './pii.ts';
import { readQuery } from './query.ts';
import { type Reading, type Spot, shown, someEntries, unknownKey } from './reading.ts';
import { readReferences } from './references.ts';
import { readTextCheck } from './text.ts';
import { readCount, readDuration, readInterval, readLimit, readSeverity, readText } from './value.ts';

/** Checks that are answered outside the scan. */
const BLOCK_CHECKS: ReadonlyMap<string, (reading: Reading, spot: Spot) => Block> = new Map([
  ['chat', readChat],
  ['duplicate_columns', readDuplicateColumns],
  ['files', readFiles],
  ['images', readImages],
  ['json_schema', readJsonSchema],
  ['pii', readPii],
  ['refers', readReferences],
  ['sql', readQuery],
  ['text', readTextCheck],
]);
/** What a rule over rows may say; a block has no `by`. */
export const SHARED_KEYS = ['severity', 'where', 'by'];

interface Reader {
  /** beside `SHARED_KEYS` */
  readonly keys: readonly string[];
  /** how an entry that is no mapping is read: `unique: [a, b]` */
  readonly short?: string;
  readonly read: (entry: Entry) => Read | undefined;
}

const READERS: Readonly<Record<string, Reader>> = {
  rows: { keys: ['between', 'min', 'max'], short: 'between', read: readRows },
  unique: {
    keys: ['columns', 'failing'],
    short: 'columns',
    read: (entry) => {
      const columns = columnsOf(entry, 'columns');
      return { id: `unique(${columns.join(',')})`, columns, check: unique(columns, entry.failing) };
    },
  },
  duplicate_rows: {
    keys: ['columns', 'failing'],
    short: 'columns',
    read: (entry) => {
      const spot = entry.keys.get('columns');
      const isAll = !spot || entry.reading.scalar(spot) === 'all';
      const columns = isAll ? [] : namesOf(entry.reading, spot);
      const of = isAll ? '' : `(${columns.join(',')})`;
      return { id: `duplicate_rows${of}`, columns, check: duplicateRows(columns, entry.failing) };
    },
  },
  fresh: {
    keys: ['column', 'within'],
    read: (entry) => {
      const column = textAt(entry, 'column');
      const within = entry.keys.get('within');
      const duration = within && readDuration(entry.reading, within);
      if (!within) missing(entry, 'within');
      if (column === undefined || !duration) return undefined;
      const stated = entry.typeOf(column) ?? 'timestamp';
      if (typeof stated !== 'string' || !TIMELY.includes(stated)) return void notTimely(entry, column, stated);
      const type = stated === 'date' ? 'date' : 'timestamp';
      return { id: `${column}.fresh`, columns: [column], check: fresh(column, type, duration) };
    },
  },
  compare: { keys: ['left', 'op', 'right', 'skip_missing', 'failing'], read: readCompare },
  expr: {
    keys: ['sql', 'name', 'nulls', 'failing'],
    short: 'sql',
    read: (entry) => {
      const sql = textAt(entry, 'sql');
      if (sql === undefined) return undefined;
      const nulls = entry.keys.has('nulls') ? wordAt(entry, 'nulls', ['fail', 'pass']) : 'fail';
      const named = entry.keys.get('name');
      const name = (named && readText(entry.reading, named)) ?? sql;
      const check = expression(sql, { nullsPass: nulls === 'pass' }, entry.failing);
      return { id: `expr(${name})`, columns: [], check };
    },
  },
};

/** The keys of each of them, beside `SHARED_KEYS`, and how an entry that is no mapping is read. */
export const CHECK_READERS: Readonly<Record<string, Pick<Reader, 'keys' | 'short'>>> = READERS;

const CHANGE = 'change';
/** What may stand under `checks`. */
export const CHECK_NAMES: readonly string[] = ['column', ...Object.keys(READERS), ...BLOCK_CHECKS.keys(), CHANGE];

/** Texts may be written as times. */
const TIMELY: readonly LogicalType[] = ['date', 'timestamp', 'string'];

const notTimely = ({ reading, spot }: Entry, column: string, type: ColumnType): void =>
  reading.report(spot, {
    what: `${spot.path} is for columns of type date or timestamp`,
    got: `${shown(column)} of type ${typeof type === 'string' ? type : listTypeText(type)}`,
  });

/** What an entry of `checks` asks. */
export type Checked = Rule | Block | Change;

/** One entry of `checks:`: `- rows: { between: [1000, 5e7] }`, `- unique: [user_id, day]`. */
export function readCheck(reading: Reading, spot: Spot, typeOf: Entry['typeOf']): Checked[] {
  return [...someEntries(reading, spot)].flatMap(([name, at]): Checked[] => {
    if (name === CHANGE) return readChange(reading, at);
    if (name === 'column') return [...readColumnCheck(reading, at, typeOf)];
    const block = BLOCK_CHECKS.get(name);
    if (block) return [block(reading, at)];
    const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (reader) return ruleOf(reader, reading, at, typeOf);
    unknownKey(reading, at, name, CHECK_NAMES);
    return [];
  });
}

function ruleOf(reader: Reader, reading: Reading, spot: Spot, typeOf: Entry['typeOf']): Rule[] {
  const keys = isMap(spot.node) || !reader.short ? reading.entries(spot) : new Map([[reader.short, spot]]);
  const known = [...reader.keys, ...SHARED_KEYS];
  for (const [key, at] of keys) if (!known.includes(key)) unknownKey(reading, at, key, known);
  const given = <T>(key: string, read: (reading: Reading, at: Spot) => T): T | undefined => {
    const at = keys.get(key);
    return at && read(reading, at);
  };
  const severity: Severity = given('severity', readSeverity) ?? 'fail';
  const where = given('where', readText) ?? null;
  const by = given('by', readBy);
  const read = reader.read({ reading, spot, keys, typeOf, failing: given('failing', readLimit) ?? NONE });
  if (!read) return [];
  const { id, columns, check } = read;
  return [
    {
      ...check,
      id: idBy(id, by),
      columns,
      column: columns.length === 1 ? (columns[0] ?? null) : null,
      severity,
      where,
      ...(by && { by }),
      line: spot.line,
    },
  ];
}

function readRows({ reading, spot, keys }: Entry): Read {
  const [at, min, max] = [keys.get('between'), keys.get('min'), keys.get('max')];
  const low = min ? readCount(reading, min) : undefined;
  const high = max ? readCount(reading, max) : undefined;
  const stated = { min: low ?? Number.NEGATIVE_INFINITY, max: high ?? Number.POSITIVE_INFINITY };
  const interval = at ? readInterval(reading, at) : stated;
  if (at && (min ?? max))
    reading.report(min ?? max ?? spot, {
      what: `${spot.path} says its bounds twice`,
      expected: 'between, or min and max',
    });
  if (stated.min > stated.max)
    reading.report(spot, { what: `${spot.path}: the upper bound is below the lower`, got: `${low}..${high}` });
  return { id: 'rows', columns: [], check: rows(atLeastSome(interval)) };
}
