import { isScalar } from 'yaml';
import { present } from '../check/present.ts';
import type { ColumnType, ListType } from '../list-type.ts';
import { type Limit, NONE, type Rule, type Severity } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { idBy, readBy } from './by.ts';
import { COLUMN_GROUPS, type Group } from './column-keys.ts';
import { listedIn } from './listed.ts';
import { type Reading, type Spot, unknownKey } from './reading.ts';
import { readBoolean, readLimit, readSentinels, readSeverity, readText, readType } from './value.ts';

/** Keys that say something about the column or about all of its rules. */
const ABOUT = ['type', 'optional', 'failing', 'severity', 'where', 'by', 'missing', 'pii', 'description'];
export const COLUMN_KEYS: readonly string[] = [...ABOUT, ...COLUMN_GROUPS.flatMap(({ keys }) => keys)];

/** A column of the contract while it is read. */
export interface ColumnSpot {
  readonly reading: Reading;
  readonly name: string;
  readonly at: Spot;
  readonly keys: ReadonlyMap<string, Spot>;
  readonly type: LogicalType | undefined;
  /** the type of a column of lists, which has no other */
  readonly list: ListType | undefined;
  readonly failing: Limit;
}

export interface ReadColumn {
  readonly rules: readonly Rule[];
  readonly type: ColumnType | undefined;
  /** spellings of a missing value */
  readonly missing: readonly string[];
  /** it is known to hold personal data */
  readonly isPersonal: boolean;
  /** the column itself may be missing */
  readonly isOptional: boolean;
  /** the values that its sets write out */
  readonly listed: ReadonlySet<string>;
}

/** The rules of one column: `age: { type: integer, min: 18 }`, or `age: integer`. */
export function readColumn(reading: Reading, name: string, at: Spot): ReadColumn {
  const keys = keysOf(reading, at);
  checkKeys(reading, keys, COLUMN_KEYS);
  const stated = given(reading, keys, 'type', readType);
  const isPersonal = given(reading, keys, 'pii', readBoolean) === true;
  const rules = rulesOf({ reading, name, at, keys, ...splitType(stated), failing: NONE }, COLUMN_GROUPS);
  const severity = given(reading, keys, 'severity', readSeverity) ?? 'fail';
  const isOptional = given(reading, keys, 'optional', readBoolean) === true;
  const presence = isOptional ? [] : [presentRule(name, severity, at)];
  const missing = given(reading, keys, 'missing', readSentinels) ?? [];
  return {
    rules: [...presence, ...rules],
    type: stated,
    missing,
    isPersonal,
    isOptional,
    listed: listedIn(reading, keys),
  };
}

/** Keys of `checks: - column: { name: age, min: 18, failing: "<= 1%" }`. */
export const COLUMN_CHECK_KEYS = [
  'name',
  ...COLUMN_KEYS.filter((key) => !ABOUT.includes(key)),
  'failing',
  'severity',
  'where',
  'by',
];

/** More rules of one column, with a limit, severity and condition of their own; its type is what `columns` says. */
export function readColumnCheck(
  reading: Reading,
  at: Spot,
  typeOf: (column: string) => ColumnType | undefined,
): readonly Rule[] {
  const keys = reading.entries(at);
  checkKeys(reading, keys, COLUMN_CHECK_KEYS);
  const name = given(reading, keys, 'name', readText);
  if (!keys.has('name')) reading.report(at, { what: `${at.path} needs \`name\`` });
  if (name === undefined) return [];
  const column = { reading, name, at, keys, ...splitType(typeOf(name)), failing: NONE };
  const rules = rulesOf(
    column,
    COLUMN_GROUPS.filter((group) => group.keys.length > 0),
  );
  if (rules.length === 0) reading.report(at, { what: `${at.path} asks nothing of the column` });
  return rules;
}

const splitType = (stated: ColumnType | undefined) =>
  typeof stated === 'object' ? { type: undefined, list: stated } : { type: stated, list: undefined };

function given<T>(
  reading: Reading,
  keys: ReadonlyMap<string, Spot>,
  key: string,
  read: (reading: Reading, spot: Spot) => T,
): T | undefined {
  const spot = keys.get(key);
  return spot && read(reading, spot);
}

function rulesOf(of: ColumnSpot, groups: readonly Group[]): readonly Rule[] {
  const { reading, name, keys } = of;
  const column = { ...of, failing: given(reading, keys, 'failing', readLimit) ?? NONE };
  const severity = given(reading, keys, 'severity', readSeverity) ?? 'fail';
  const where = given(reading, keys, 'where', readText) ?? null;
  const by = given(reading, keys, 'by', readBy);
  const shared = { column: name, columns: [name], severity, where, ...(by && { by }) };
  const ofColumn = { column: name, columns: [name], severity, where: null };
  const rules = groups.flatMap((group) =>
    checksOf(column, group).map(({ spot, ...check }): Rule => {
      const id = `${name}.${check.kind}`;
      if (check.measure.by === 'columns') return { ...ofColumn, ...check, id, line: spot.line };
      const isOfValues = group.types !== null && ({ isOfValues: true } as const);
      return { ...shared, ...check, ...isOfValues, id: idBy(id, by), line: spot.line };
    }),
  );
  refuseIdle(column, rules);
  return rules;
}

/** A limit or a condition of no rule would look as if it were obeyed. */
function refuseIdle({ reading, keys, failing }: ColumnSpot, rules: readonly Rule[]): void {
  const limit = keys.get('failing');
  const isUsed = rules.some(({ measure }) => 'limit' in measure && measure.limit === failing);
  if (limit && !isUsed)
    reading.report(limit, {
      what: `${limit.path} limits none of the column's rules`,
      expected: 'beside a rule that counts values, such as min, in or pattern; a type has no limit',
    });
  const isOfSchema = rules.every(({ measure }) => measure.by === 'columns');
  for (const spot of [keys.get('where'), keys.get('by')])
    if (spot && isOfSchema) reading.report(spot, { what: `${spot.path} belongs to no rule` });
}

/** Whether a column is there does not depend on rows. */
const presentRule = (name: string, severity: Severity, { line }: Spot): Rule => ({
  ...present(name),
  id: `${name}.present`,
  column: name,
  columns: [],
  severity,
  where: null,
  line,
});

/** Nothing behind the name: the column must be there; a scalar: its type; else the mapping. */
function keysOf(reading: Reading, at: Spot): ReadonlyMap<string, Spot> {
  if (reading.scalar(at) === null) return new Map();
  return isScalar(at.node) ? new Map([['type', at]]) : reading.entries(at);
}

function checkKeys(reading: Reading, keys: ReadonlyMap<string, Spot>, known: readonly string[]): void {
  for (const [key, spot] of keys) {
    if (!known.includes(key)) unknownKey(reading, spot, key, known);
  }
}

/** What a group of keys asks, where one of them is there and its column's type allows it. */
function checksOf(column: ColumnSpot, { keys, types, read }: Group) {
  const { reading, list, at } = column;
  const type = list ? 'list' : column.type;
  if (keys.length === 0) return type === undefined ? [] : read(column, column.keys.get('type') ?? at);
  const spot = keys.map((key) => column.keys.get(key)).find((one) => one !== undefined);
  if (!spot) return [];
  if (types === null || (type !== undefined && types.includes(type))) return read(column, spot);
  if (type === undefined) {
    // a type that is wrong has been reported already
    if (!column.keys.has('type'))
      reading.report(spot, { what: `${spot.path} needs the column's type`, next: 'Add `type:` to the column.' });
  } else reading.report(spot, { what: `${spot.path} is for columns of type ${types.join(' or ')}`, got: type });
  return [];
}
