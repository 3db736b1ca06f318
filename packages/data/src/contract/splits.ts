import { isSeq } from 'yaml';
import type { Block } from '../block.ts';
import type { Interval } from '../interval.ts';
import { type Limit, NONE, type Severity } from '../rule.ts';
import { splitsBlock } from '../splits/block.ts';
import { readAmount } from './amount.ts';
import { type Keys, readKeys } from './keys.ts';
import { namesOf } from './names.ts';
import { type Reading, type Spot, someEntries } from './reading.ts';
import { readBoolean, readInterval, readLimit, readShareInterval, readText } from './value.ts';

/** What the inputs of a split must have to do with each other. A key with its line in the contract. */
export interface Splits {
  readonly severity: Severity;
  /** SQL condition of the rows that are looked at; null: all */
  readonly where: string | null;
  /** the first is learnt from; every later one is compared with it, and with each other */
  readonly inputs: readonly string[];
  readonly label: string | undefined;
  readonly entity: readonly string[];
  readonly time: string | undefined;
  /** columns that are no part of a sample: identifiers, file names */
  readonly ignore: readonly string[];
  readonly asked: Asked;
}

/** What is asked of the inputs; what is not there is not asked. */
export interface Asked {
  readonly overlap?: At<Limit>;
  readonly input_overlap?: At<Limit>;
  readonly entity_overlap?: At<Limit>;
  readonly time_order?: At<Limit>;
  readonly shared_dates?: At<Limit>;
  readonly new_labels?: At<Limit>;
  readonly new_categories: ReadonlyMap<string, At<Limit>>;
  readonly sizes: ReadonlyMap<string, At<Interval>>;
  readonly ratio?: At<Interval>;
  readonly target_leak?: At<Interval>;
}

export interface At<T> {
  readonly value: T;
  /** 1-based, in the contract */
  readonly line: number;
}

const LIMITS = ['overlap', 'input_overlap', 'entity_overlap', 'shared_dates', 'new_labels'] as const;
export const SPLIT_KEYS = [
  'inputs', 'label', 'entity', 'time', 'ignore', ...LIMITS, 'time_order', 'new_categories', 'sizes', 'ratio', 'target_leak',
]; // biome-ignore format: one glance

/** Which keys mean nothing without which column. */
const NEEDS: readonly (readonly [column: 'label' | 'entity' | 'time', keys: readonly string[]])[] = [
  ['label', ['input_overlap', 'new_labels', 'target_leak']],
  ['entity', ['entity_overlap']],
  ['time', ['time_order', 'shared_dates']],
];

/** `splits: { inputs: [train, test], label: y, overlap: 0 }`. */
export function readSplits(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, SPLIT_KEYS);
  const inputs = keys.get('inputs', namesOf) ?? [];
  if (inputs.length < 2)
    keys.refuse('inputs', 'splits.inputs names the inputs to compare', 'two or more, as [train, test]');
  const asked = askedOf(keys, inputs);
  requireColumns(keys);
  if (Object.values(asked).every((one) => one instanceof Map && one.size === 0))
    keys.refuse('', 'splits asks for nothing', 'at least one check, such as `overlap: 0`');
  return splitsBlock({
    severity: keys.severity,
    where: keys.where,
    inputs,
    label: keys.get('label', readText),
    entity: keys.get('entity', namesOf) ?? [],
    time: keys.get('time', readText),
    ignore: keys.get('ignore', namesOf) ?? [],
    asked,
  });
}

function askedOf(keys: Keys, inputs: readonly string[]): Asked {
  const at = <K extends string, T>(key: K, read: (reading: Reading, spot: Spot) => T) => {
    const value = keys.get(key, read);
    return value === undefined ? {} : ({ [key]: { value, line: keys.line(key) } } as { readonly [k in K]: At<T> });
  };
  return {
    ...Object.assign({}, ...LIMITS.map((key) => at(key, readLimit))),
    ...at('ratio', readInterval),
    ...at('target_leak', readShareInterval),
    ...(keys.get('time_order', readBoolean) === true && { time_order: { value: NONE, line: keys.line('time_order') } }),
    new_categories: keys.get('new_categories', categoriesOf) ?? new Map(),
    sizes: keys.get('sizes', (reading, spot) => sizesOf(reading, spot, inputs)) ?? new Map(),
  };
}

/** A column that is named and used by nothing would look like a check that is none. */
function requireColumns(keys: Keys): void {
  for (const [column, users] of NEEDS) {
    const user = users.find((key) => keys.has(key));
    if (user !== undefined && !keys.has(column)) keys.refuse(user, `splits.${user} needs splits.${column}`);
    if (user === undefined && keys.has(column) && !(column === 'label' && keys.has('overlap')))
      keys.refuse(column, `splits.${column} is named, and nothing asks for it`, `one of ${users.join(', ')}`);
  }
}

/** `{ city: "<= 1%" }`, or a list of columns without a single new value. */
function categoriesOf(reading: Reading, spot: Spot): ReadonlyMap<string, At<Limit>> {
  if (isSeq(spot.node)) return new Map(namesOf(reading, spot).map((name) => [name, { value: NONE, line: spot.line }]));
  return new Map(
    [...someEntries(reading, spot)].map(([name, at]) => [name, { value: readLimit(reading, at), line: at.line }]),
  );
}

function sizesOf(reading: Reading, spot: Spot, inputs: readonly string[]): ReadonlyMap<string, At<Interval>> {
  const sizes = [...someEntries(reading, spot)];
  for (const [name, at] of sizes)
    if (!inputs.includes(name))
      reading.report(at, { what: `${at.path} is none of splits.inputs`, expected: `one of ${inputs.join(', ')}` });
  return new Map(sizes.map(([name, at]) => [name, { value: readAmount(reading, at), line: at.line }]));
}
