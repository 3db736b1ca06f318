import { AGGREGATES, aggregate, quantile } from '../check/aggregate.ts';
import { unreadDirective } from '../check/date-form.ts';
import { dateFormat } from '../check/date-format.ts';
import { constant, distinct, distinctShare, topShare } from '../check/distinct.ts';
import { finite } from '../check/finite.ts';
import { FORMATS, formatted } from '../check/format.ts';
import { finiteItems, items, ofListType } from '../check/list.ts';
import { memberOf, notMemberOf } from '../check/members.ts';
import { monotonic, ORDERS } from '../check/monotonic.ts';
import { multipleOf } from '../check/multiple-of.ts';
import { nulls } from '../check/nulls.ts';
import { range } from '../check/range.ts';
import { blank, length, notPattern, pattern, trimmed } from '../check/text.ts';
import { fresh, past } from '../check/time.ts';
import { ofType } from '../check/type.ts';
import { unique } from '../check/unique.ts';
import { variants } from '../check/variants.ts';
import type { Interval } from '../interval.ts';
import { type Check, NONE } from '../rule.ts';
import { LOGICAL_TYPES, type LogicalType } from '../typing.ts';
import { readAmount } from './amount.ts';
import type { ColumnSpot } from './column.ts';
import { readPattern } from './pattern.ts';
import { readPhysicalType } from './physical-type.ts';
import { readRange } from './range.ts';
import { kindOf, type Reading, type Spot, shown, someEntries, unknownKey } from './reading.ts';
import { members, sets, shares } from './set-keys.ts';
import {
  ordered,
  readBoolean,
  readCount,
  readDuration,
  readInterval,
  readLimit,
  readNumber,
  readShareInterval,
  readText,
} from './value.ts';
import { oneOf } from './words.ts';

export type Placed = Check & { readonly spot: Spot };

/** Keys of a column that are read together. */
export interface Group {
  /** one of them is enough; none: the group is the type's own */
  readonly keys: readonly string[];
  /** types that it is for; null: any, also none */
  readonly types: readonly (LogicalType | 'list')[] | null;
  readonly read: (column: ColumnSpot, spot: Spot) => readonly Placed[];
}

const numeric: readonly LogicalType[] = ['integer', 'number'];
const temporal: readonly LogicalType[] = ['date', 'timestamp'];
const text: readonly LogicalType[] = ['string'];

/** One key, read to one check; undefined: what stands there was reported. */
const one = (
  key: string,
  types: Group['types'],
  make: (column: ColumnSpot, spot: Spot) => Check | undefined,
): Group => ({
  keys: [key],
  types,
  read: (column, spot) => {
    const check = make(column, spot);
    return check ? [{ ...check, spot }] : [];
  },
});

const typeOf = ({ type }: ColumnSpot): LogicalType => type ?? 'string';
/** A switch that asks nothing when it is off. */
const isOn = ({ reading }: ColumnSpot, spot: Spot): boolean => readBoolean(reading, spot) === true;

export const COLUMN_GROUPS: readonly Group[] = [
  { keys: ['nulls', 'required', 'nullable'], types: null, read: missingValues },
  { keys: [], types: null, read: typeItself },
  one('physical_type', null, ({ reading, name }, spot) => readPhysicalType(reading, spot, name)),
  {
    keys: ['min', 'max', 'exclusive_min', 'exclusive_max'],
    types: ['integer', 'number', 'date', 'timestamp'],
    read: bounded,
  },
  {
    keys: ['min_items', 'max_items'],
    types: ['list'],
    read: ({ name, list, keys, failing, ...column }, spot) =>
      list ? [{ ...items(name, list, readAtLeast(column.reading, spot, keys, 'items'), failing), spot }] : [],
  },
  one('finite', ['number', 'list'], (column, spot) => {
    const wanted = readBoolean(column.reading, spot);
    if (column.list) return wanted ? finiteItems(column.name, column.list, column.failing) : undefined;
    return wanted && !isBounded(column) ? finite(column.name, column.failing) : undefined;
  }),
  one('in', LOGICAL_TYPES, (column, spot) => {
    const values = members(column, spot);
    return memberOf(column.name, typeOf(column), values, column.failing);
  }),
  one('not_in', LOGICAL_TYPES, (column, spot) =>
    notMemberOf(column.name, typeOf(column), members(column, spot), column.failing),
  ),
  one('pattern', text, ({ reading, name, failing }, spot) => {
    const source = readPattern(reading, spot);
    return source === undefined ? undefined : pattern(name, source, failing);
  }),
  one('not_pattern', text, ({ reading, name, failing }, spot) => {
    const source = readPattern(reading, spot);
    return source === undefined ? undefined : notPattern(name, source, failing);
  }),
  {
    keys: ['min_length', 'max_length'],
    types: text,
    read: ({ reading, name, keys, failing }, spot) => [
      { ...length(name, readAtLeast(reading, spot, keys, 'length'), failing), spot },
    ],
  },
  one('format', text, ({ reading, name, failing }, spot) => {
    const format = readText(reading, spot);
    if (format === undefined) return undefined;
    if (Object.hasOwn(FORMATS, format)) return formatted(name, format as keyof typeof FORMATS, failing);
    unknownKey(reading, spot, format, Object.keys(FORMATS));
    return undefined;
  }),
  one('date_format', text, ({ reading, name, failing }, spot) => {
    const format = readText(reading, spot);
    if (format === undefined) return undefined;
    const unread = unreadDirective(format);
    if (unread === undefined) return dateFormat(name, format, failing);
    reading.report(spot, {
      what: `${shown(unread)} is no directive of dates that is read here`,
      expected: 'such as %Y, %m, %d, %-d, %H, %M, %S, %b; %% for a percent sign',
    });
    return undefined;
  }),
  one('variants', null, ({ reading, name }, spot) => variants(name, readLimit(reading, spot))),
  { keys: ['set'], types: LOGICAL_TYPES, read: sets },
  { keys: ['shares'], types: ['string', 'integer', 'boolean'], read: shares },
  one('blank', text, ({ reading, name }, spot) => blank(name, readLimit(reading, spot))),
  one('trim', text, (column, spot) => (isOn(column, spot) ? trimmed(column.name, column.failing) : undefined)),
  one('multiple_of', numeric, (column, spot) => {
    const step = readNumber(column.reading, spot);
    if (step !== undefined && step > 0) return multipleOf(column.name, typeOf(column), step, column.failing);
    if (step !== undefined) column.reading.report(spot, { what: `${spot.path} must be above 0`, got: String(step) });
    return undefined;
  }),
  one('monotonic', [...numeric, ...temporal], (column, spot) => {
    const order = oneOf(ORDERS)(column.reading, spot);
    return order && monotonic(column.name, typeOf(column), order, column.failing);
  }),
  one('past', temporal, (column, spot) =>
    isOn(column, spot) ? past(column.name, typeOf(column), column.failing) : undefined,
  ),
  one('fresh', temporal, (column, spot) => {
    const within = readDuration(column.reading, spot);
    return within && fresh(column.name, typeOf(column), within);
  }),
  one('unique', null, ({ reading, name }, spot) => {
    const value = reading.scalar(spot);
    if (value === false) return undefined;
    return unique([name], value === true ? NONE : readLimit(reading, spot));
  }),
  ...AGGREGATES.map((name) =>
    one(name, numeric, (column, spot) =>
      aggregate(column.name, typeOf(column), name, readInterval(column.reading, spot)),
    ),
  ),
  {
    keys: ['quantile'],
    types: numeric,
    read: (column, spot) =>
      [...someEntries(column.reading, spot)].flatMap(([name, at]) => {
        const q = Number(name);
        if (q > 0 && q < 1) {
          const check = quantile(column.name, typeOf(column), q, readInterval(column.reading, at));
          return [{ ...check, spot: at }];
        }
        column.reading.report(at, { what: `${at.path} is no quantile`, got: name, expected: 'above 0 and below 1' });
        return [];
      }),
  },
  one('distinct', null, ({ reading, name }, spot) => distinct(name, readAmount(reading, spot))),
  one('distinct_share', null, ({ reading, name }, spot) => distinctShare(name, readShareInterval(reading, spot))),
  one('top_share', null, ({ reading, name }, spot) => topShare(name, readShareInterval(reading, spot))),
  one('constant', null, ({ reading, name }, spot) => {
    const value = reading.scalar(spot);
    if (value === 'fail') return constant(name);
    if (value !== 'allow')
      reading.report(spot, { what: `${spot.path} is not a policy`, got: kindOf(spot.node), expected: 'fail or allow' });
    return undefined;
  }),
];

function typeItself({ name, type, list }: ColumnSpot, spot: Spot): readonly Placed[] {
  if (list) return [{ ...ofListType(name, list, NONE), spot }];
  return type ? [{ ...ofType(name, type, NONE), spot }] : [];
}

/** `min_length: 2`, `max_length: 9`, one of them or both. */
function readAtLeast(reading: Reading, spot: Spot, keys: ColumnSpot['keys'], of: 'length' | 'items'): Interval {
  const [min, max] = [keys.get(`min_${of}`), keys.get(`max_${of}`)];
  const [low, high] = [min && readCount(reading, min), max && readCount(reading, max)];
  return ordered(reading, spot, { min: low ?? 0, max: high ?? Number.POSITIVE_INFINITY });
}

function missingValues({ reading, keys, name, at }: ColumnSpot): readonly Placed[] {
  const [required, nullable, limit] = [keys.get('required'), keys.get('nullable'), keys.get('nulls')];
  const stated = [required, nullable, limit].filter((spot) => spot !== undefined);
  if (stated.length > 1)
    reading.report(stated[1] ?? at, {
      what: `${at.path} says twice whether values may be missing`,
      expected: 'one of required, nullable, nulls',
    });
  if (limit) return [{ ...nulls(name, readLimit(reading, limit)), spot: limit }];
  if (required) return readBoolean(reading, required) === true ? [{ ...nulls(name, NONE), spot: required }] : [];
  if (nullable) return readBoolean(reading, nullable) === false ? [{ ...nulls(name, NONE), spot: nullable }] : [];
  return [];
}

const BOUNDS = ['min', 'max', 'exclusive_min', 'exclusive_max'];
const isBounded = ({ keys }: ColumnSpot): boolean => BOUNDS.some((key) => keys.has(key));

/** NaN has no place in an order: a bounded number column must be finite unless it says `finite: false`. */
function bounded(column: ColumnSpot, spot: Spot): readonly Placed[] {
  const { name, failing, keys, reading } = column;
  const type = typeOf(column);
  const stated = keys.get('finite');
  const isFinite = type === 'number' && !(stated && readBoolean(reading, stated) === false);
  return [
    { ...range(name, type, readRange(column, type), failing), spot },
    ...(isFinite ? [{ ...finite(name, failing), spot: stated ?? spot }] : []),
  ];
}
