import type { Reading, Spot } from '../../contract/reading.ts';
import { type Entries, entriesOf } from '../values.ts';
import { CHECKS } from './checks.ts';

interface Listed {
  readonly rule: string;
  readonly at: Spot;
}

/**
 * The checks of a column. pandera before 0.26 writes `checks` as a mapping by name, or as a list whose
 * `options.check_name` names them; since then they are keys of the column itself.
 */
export function checksOf(reading: Reading, keys: Entries): readonly Listed[] {
  const own = keys.keys().filter((key) => Object.hasOwn(CHECKS, key));
  return [...own.map((rule) => ({ rule, at: keys.at(rule) })), ...grouped(reading, keys)];
}

function grouped(reading: Reading, keys: Entries): readonly Listed[] {
  if (!keys.has('checks')) return [];
  if (Array.isArray(keys.value('checks')))
    return keys
      .items('checks')
      .map((at) => ({ at, rule: entriesOf(reading, at).below('options')?.text('check_name') ?? '' }));
  const checks = keys.below('checks');
  return (checks?.keys() ?? []).map((rule) => ({ rule, at: checks?.at(rule) ?? keys.spot }));
}
