import { isScalar } from 'yaml';
import { type Bound, type Limit, NONE, type Rule, type RuleOf, type Severity } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { notYet, type Reading, type Spot, unknownKey } from './reading.ts';
import { readBoolean, readBound, readCount, readLimit, readSeverity, readText, readType } from './value.ts';

export const COLUMN_KEYS = [
  'type', 'required', 'nullable', 'nulls', 'optional', 'unique', 'min', 'max', 'exclusive_min', 'exclusive_max', 'finite',
  'in', 'not_in', 'pattern', 'min_length', 'max_length', 'failing', 'severity', 'pii', 'description',
] as const; // biome-ignore format: one glance
const LATER_KEYS = [
  'format',
  'where',
  'mean',
  'median',
  'std',
  'sum',
  'quantile',
  'distinct',
  'monotonic',
  'missing',
  'shape',
  'trim',
  'json_schema',
];

/** Keys that say something about the values, which has no meaning before their type is known. */
const VALUE_KEYS = [
  'min',
  'max',
  'exclusive_min',
  'exclusive_max',
  'finite',
  'in',
  'not_in',
  'pattern',
  'min_length',
  'max_length',
];

interface Context {
  readonly reading: Reading;
  readonly name: string;
  readonly at: Spot;
  readonly keys: ReadonlyMap<string, Spot>;
  readonly type: LogicalType | undefined;
  readonly severity: Severity;
  readonly failing: Limit;
}

/** The rules of one column: `age: { type: integer, min: 18 }`, or `age: integer`. */
export function readColumn(reading: Reading, name: string, at: Spot): { rules: Rule[]; optional: boolean } {
  const keys = keysOf(reading, at);
  checkKeys(reading, keys);
  const given = <T>(key: string, read: (reading: Reading, spot: Spot) => T): T | undefined => {
    const spot = keys.get(key);
    return spot && read(reading, spot);
  };
  const context: Context = {
    reading,
    name,
    at,
    keys,
    type: given('type', readType),
    severity: given('severity', readSeverity) ?? 'fail',
    failing: given('failing', readLimit) ?? NONE,
  };
  given('pii', readBoolean);
  const optional = given('optional', readBoolean) ?? false;
  requireType(context);
  const rules = [...presence(context, optional), ...nulls(context), ...values(context), ...uniqueness(context)];
  return { rules, optional };
}

/** Nothing behind the name: the column must be there; a scalar: its type; else the mapping. */
function keysOf(reading: Reading, at: Spot): ReadonlyMap<string, Spot> {
  if (reading.scalar(at) === null) return new Map();
  return isScalar(at.node) ? new Map([['type', at]]) : reading.entries(at);
}

function checkKeys(reading: Reading, keys: ReadonlyMap<string, Spot>): void {
  for (const [key, spot] of keys) {
    if (LATER_KEYS.includes(key)) notYet(reading, spot, key);
    else if (!(COLUMN_KEYS as readonly string[]).includes(key)) unknownKey(reading, spot, key, COLUMN_KEYS);
  }
}

function requireType({ reading, keys }: Context): void {
  if (keys.has('type')) return;
  for (const key of VALUE_KEYS) {
    const spot = keys.get(key);
    if (spot)
      reading.report(spot, { what: `${spot.path} needs the column's type`, next: 'Add `type:` to the column.' });
  }
}

const base = ({ name, severity }: Context, kind: string, spot: Spot) => ({
  id: `${name}.${kind}`,
  column: name,
  severity,
  line: spot.line,
});

const presence = (context: Context, optional: boolean): Rule[] =>
  optional ? [] : [{ ...base(context, 'present', context.at), kind: 'present' }];

function nulls(context: Context): Rule[] {
  const { reading, keys } = context;
  const [required, nullable, limit] = [keys.get('required'), keys.get('nullable'), keys.get('nulls')];
  const stated = [required, nullable, limit].filter((spot) => spot !== undefined);
  if (stated.length > 1)
    reading.report(stated[1] ?? context.at, {
      what: `${context.at.path} says twice whether values may be missing`,
      expected: 'one of required, nullable, nulls',
    });
  const rule = (spot: Spot, allowed: Limit): Rule[] => [
    { ...base(context, 'nulls', spot), kind: 'nulls', limit: allowed },
  ];
  if (limit) return rule(limit, readLimit(reading, limit));
  if (required) return readBoolean(reading, required) === true ? rule(required, NONE) : [];
  if (nullable) return readBoolean(reading, nullable) === false ? rule(nullable, NONE) : [];
  return [];
}

function values(context: Context): Rule[] {
  const { type, keys } = context;
  if (type === undefined) return [];
  const typeRule: Rule = { ...base(context, 'type', keys.get('type') ?? context.at), kind: 'type', type, limit: NONE };
  return [
    typeRule,
    ...range(context, type),
    ...finite(context, type),
    ...members(context, type),
    ...text(context, type),
  ];
}

function range(context: Context, type: LogicalType): Rule[] {
  const { reading, keys, failing: limit } = context;
  const side = (key: 'min' | 'max'): { bound?: Bound; exclusive: boolean; spot?: Spot } => {
    const [closed, open] = [keys.get(key), keys.get(`exclusive_${key}`)];
    if (closed && open)
      reading.report(open, {
        what: `${context.at.path} has both ${key} and exclusive_${key}`,
        expected: 'one of them',
      });
    const spot = open ?? closed;
    const bound = spot && readBound(reading, spot, type);
    return { ...(bound !== undefined && { bound }), exclusive: open !== undefined, ...(spot && { spot }) };
  };
  const [min, max] = [side('min'), side('max')];
  const spot = min.spot ?? max.spot;
  if (!spot) return [];
  if (!isOrdered(type)) {
    reading.report(spot, {
      what: `a column of type ${type} has no order to bound`,
      next: 'Use `in`, or `min_length` and `max_length`.',
    });
    return [];
  }
  if (min.bound !== undefined && max.bound !== undefined && min.bound > max.bound) {
    reading.report(max.spot ?? spot, {
      what: `${context.at.path}: max is below min`,
      got: `${min.bound}..${max.bound}`,
    });
  }
  const rule: RuleOf<'range'> = {
    ...base(context, 'range', spot),
    kind: 'range',
    type,
    ...(min.bound !== undefined && { min: min.bound }),
    ...(max.bound !== undefined && { max: max.bound }),
    exclusiveMin: min.exclusive,
    exclusiveMax: max.exclusive,
    limit,
  };
  return [rule];
}

const isOrdered = (type: LogicalType): boolean => type !== 'string' && type !== 'boolean';

/** NaN has no place in an order: a bounded number column must be finite unless it says `finite: false`. */
function finite(context: Context, type: LogicalType): Rule[] {
  const { reading, keys, failing: limit } = context;
  const spot = keys.get('finite');
  const stated = spot && readBoolean(reading, spot);
  if (spot && type !== 'number')
    reading.report(spot, { what: `${spot.path} is for columns of type number`, got: type });
  const bound = ['min', 'max', 'exclusive_min', 'exclusive_max'].map((key) => keys.get(key)).find((each) => each);
  const place = spot ?? bound;
  if (type !== 'number' || !place || stated === false) return [];
  return [{ ...base(context, 'finite', place), kind: 'finite', limit }];
}

function members(context: Context, type: LogicalType): Rule[] {
  const { reading, keys, failing: limit } = context;
  return (['in', 'not_in'] as const).flatMap((key): Rule[] => {
    const spot = keys.get(key);
    if (!spot) return [];
    const found = reading.items(spot).map((item) => readBound(reading, item, type));
    if (found.length === 0) reading.report(spot, { what: `${spot.path} lists no value` });
    const kind = key === 'in' ? 'in' : 'not-in';
    return [{ ...base(context, kind, spot), kind, type, values: found.filter((each) => each !== undefined), limit }];
  });
}

function text(context: Context, type: LogicalType): Rule[] {
  const { reading, keys, failing: limit } = context;
  const [pattern, min, max] = [keys.get('pattern'), keys.get('min_length'), keys.get('max_length')];
  const first = pattern ?? min ?? max;
  if (first && type !== 'string') {
    reading.report(first, { what: `${first.path} is for columns of type string`, got: type });
    return [];
  }
  const rules: Rule[] = [];
  const source = pattern && readPattern(reading, pattern);
  if (pattern && source) rules.push({ ...base(context, 'pattern', pattern), kind: 'pattern', pattern: source, limit });
  if (min ?? max) {
    const [low, high] = [min ? readCount(reading, min) : 0, max ? readCount(reading, max) : Number.POSITIVE_INFINITY];
    rules.push({
      ...base(context, 'length', min ?? max ?? context.at),
      kind: 'length',
      min: low ?? 0,
      max: high ?? 0,
      limit,
    });
  }
  return rules;
}

/** The engine's regular expressions are RE2: no look-around and no references back, so that they run in linear time. */
const NOT_RE2 = /\(\?<?[=!]|\\[1-9]/;

function readPattern(reading: Reading, spot: Spot): string | undefined {
  const pattern = readText(reading, spot);
  if (pattern === undefined) return undefined;
  if (NOT_RE2.test(pattern)) {
    reading.report(spot, {
      what: `${spot.path} uses look-around or a back-reference`,
      expected: 'an RE2 pattern for the whole value',
    });
    return undefined;
  }
  try {
    new RegExp(pattern);
    return pattern;
  } catch {
    reading.report(spot, {
      what: `${spot.path} is not a regular expression`,
      expected: 'an RE2 pattern for the whole value',
    });
    return undefined;
  }
}

function uniqueness(context: Context): Rule[] {
  const spot = context.keys.get('unique');
  if (!spot || readBoolean(context.reading, spot) !== true) return [];
  return [{ ...base(context, 'unique', spot), kind: 'unique', columns: [context.name], limit: NONE }];
}
