import { FORMATS } from '../check/format.ts';
import { ORDERS } from '../check/monotonic.ts';
import { SEVERITIES } from '../rule.ts';
import { LOGICAL_TYPES } from '../typing.ts';
import { UNJUDGED } from './physical-type.ts';

/** A JSON Schema, 2020-12. */
export type Shape = Readonly<Record<string, unknown>>;

const anyOf = (...shapes: Shape[]): Shape => ({ anyOf: shapes });
const words = (...of: readonly string[]): Shape => ({ enum: of });
const list = (items: Shape): Shape => ({ type: 'array', minItems: 1, items });
const map = (values: Shape): Shape => ({ type: 'object', additionalProperties: values });
const nothing: Shape = { type: 'null' };

export const text: Shape = { type: 'string', minLength: 1 };
export const flag: Shape = { type: 'boolean' };
export const number: Shape = { type: 'number' };
const count: Shape = { type: 'integer', minimum: 0 };
const scalar: Shape = { type: ['string', 'number', 'boolean'] };
export const names = anyOf(text, list(text));
/** `"<= 1%"`, `"< 10"`, 0 */
export const limit = anyOf(count, { type: 'string', pattern: String.raw`^\s*(<=|<|==?)?\s*\d+(\.\d+)?\s*%?\s*$` });
const between: Shape = { type: 'array', minItems: 2, maxItems: 2, items: { type: ['number', 'null'] } };
/** `">= 3"`, `[0, 1]`, 7, `{ between: [0, 1] }` */
export const interval = anyOf(number, text, between, {
  type: 'object',
  additionalProperties: false,
  properties: { between, min: number, max: number },
});
const duration: Shape = { type: 'string', pattern: String.raw`^\s*\d+(\.\d+)?\s*(m|h|d|w)\s*$` };
const bound: Shape = { type: ['number', 'string'] };
const sentinels = anyOf({ type: ['string', 'number'] }, list({ type: ['string', 'number'] }));
const type = anyOf(words(...LOGICAL_TYPES), { type: 'string', pattern: String.raw`^[a-z]+(\s*\[\s*\d*\s*\])+$` });

/** `country`, `[country, device]`, `{ columns: country, min_n: 30 }` */
const segments = anyOf(names, {
  type: 'object',
  additionalProperties: false,
  required: ['columns'],
  properties: { columns: names, min_n: { type: 'integer', minimum: 1 } },
});

/** `BIGINT`, `{ type: "VARCHAR2(20)", unjudged: info }` */
const physicalType = anyOf(text, {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: { type: text, unjudged: words(...UNJUDGED) },
});

/** What every rule may say. */
export const SHARED: Readonly<Record<string, Shape>> = { severity: words(...SEVERITIES), where: text };

/** The keys of one column. */
export const COLUMN_SHAPES: Readonly<Record<string, Shape>> = {
  type,
  optional: flag,
  failing: limit,
  ...SHARED,
  by: segments,
  missing: sentinels,
  physical_type: physicalType,
  pii: flag,
  description: {},
  nulls: limit,
  required: flag,
  nullable: flag,
  min: bound,
  max: bound,
  exclusive_min: bound,
  exclusive_max: bound,
  min_items: count,
  max_items: count,
  finite: flag,
  in: list(scalar),
  not_in: list(scalar),
  pattern: text,
  not_pattern: text,
  min_length: count,
  max_length: count,
  format: words(...Object.keys(FORMATS)),
  date_format: text,
  variants: limit,
  set: { type: 'object', additionalProperties: false, properties: { contains: list(scalar), equals: list(scalar) } },
  shares: map(interval),
  blank: limit,
  trim: flag,
  multiple_of: { type: 'number', exclusiveMinimum: 0 },
  monotonic: words(...ORDERS),
  past: flag,
  fresh: duration,
  unique: anyOf(flag, limit),
  mean: interval,
  median: interval,
  std: interval,
  sum: interval,
  min_value: interval,
  max_value: interval,
  quantile: map(interval),
  distinct: interval,
  distinct_share: interval,
  top_share: interval,
  constant: words('fail', 'allow'),
};

/** Keys that mean the same wherever they stand under `checks`, `splits` and `labels`; others are told apart below. */
const COMMON: Readonly<Record<string, Shape>> = {
  ...SHARED,
  failing: limit,
  columns: names,
  column: text,
  inputs: names,
  label: text,
  entity: names,
  time: text,
  ignore: names,
  overlap: limit,
  input_overlap: limit,
  entity_overlap: limit,
  shared_dates: limit,
  new_labels: limit,
  time_order: flag,
  new_categories: anyOf(names, map(limit)),
  sizes: map(interval),
  ratio: interval,
  target_leak: interval,
  in: list(scalar),
  missing: limit,
  min_share: { type: ['number', 'string'] },
  imbalance: interval,
  conflicts: limit,
  between,
  min: count,
  max: count,
  within: duration,
  left: text,
  right: text,
  op: text,
  skip_missing: text,
  sql: text,
  name: text,
  nulls: words('fail', 'pass'),
  of: text,
  by: limit,
  drop: limit,
  rise: limit,
  last: text,
  kinds: list(text),
  limit,
  query: text,
  rows: interval,
  value: interval,
  to: text,
  key: names,
  schema: { type: 'object' },
  tokens: interval,
  characters: interval,
  utf8: limit,
  duplicates: limit,
  count: interval,
  bytes: interval,
  sums: text,
  root: text,
  formats: list(text),
  width: interval,
  height: interval,
  channels: interval,
  boxes: { type: 'object' },
  classes: { type: 'object' },
};

/** The same of a rule over rows, where `by` is no limit. */
export const OF_ROWS: Readonly<Record<string, Shape>> = { ...COMMON, by: segments };

/** @throws Error for a key whose shape nobody stated: a key that an editor refuses would be worse than none */
export function object(keys: readonly string[], shapes: Readonly<Record<string, Shape>> = COMMON): Shape {
  const properties = keys.map((key) => {
    const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined;
    if (!shape) throw new Error(`the key ${key} has no shape for the JSON Schema of contracts`);
    return [key, shape] as const;
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

/** A mapping of keys, or what stands in its place. */
export const orShort = (keys: Shape, short: Shape | undefined): Shape => (short ? anyOf(keys, short) : keys);
/** A column may be stated by its name, its type, or its keys. */
export const orType = (keys: Shape): Shape => anyOf(nothing, type, keys);
export const shortOf = (key: string | undefined): Shape | undefined =>
  key === 'between' ? interval : key === undefined ? undefined : COMMON[key];
export const policy = (...of: readonly string[]): Shape => words(...of);
export const dataShape = anyOf(names, map(names));
export const topMissing = sentinels;
