import type { Entries } from '../values.ts';

/** Values of a list whose members are values, or `{value, label}` (Data Package v2). */
export const labelled = (keys: Entries, key: string): readonly unknown[] =>
  keys.list(key).map((each) => (typeof each === 'object' && each !== null && 'value' in each ? each.value : each));
