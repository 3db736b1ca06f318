import { searched } from '../words.ts';
import type { Check } from './check.ts';
import { FORMAT, INVALID } from './keys.ts';

/** Native keys that are one rule when they stand together. */
const RULES = [['in'], ['not_in'], ['min', 'max'], ['min_length', 'max_length'], ['pattern'], ['not_pattern']];

/** `invalid`: several criteria count the rows that break any of them, which without a tolerance is a rule each. */
export function invalid({ draft, keys, rule, column = '', modifiers }: Check, failing: string | number): void {
  const asks = asked();
  const rules = RULES.filter((group) => group.some((key) => key in asks));
  const isStrict = Number.parseFloat(String(failing).replace('<=', '')) === 0;
  if (rules.length === 0 || (rules.length > 1 && !isStrict))
    draft.refuse(
      keys.spot,
      rule,
      'it asks nothing, or several things with one tolerance: write one check each',
      column,
    );
  else {
    const isText = ['pattern', 'not_pattern', 'min_length', 'max_length'].some((key) => key in asks);
    draft.hint(column, isText ? ['text'] : Object.values(asks).flat(), keys.line);
    for (const group of rules) {
      const own = Object.fromEntries(group.filter((key) => key in asks).map((key) => [key, asks[key]]));
      draft.rule(column, own, { failing, ...modifiers }, keys.line);
    }
  }

  function asked(): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    for (const [key, native] of Object.entries(INVALID))
      if (keys.has(key)) found[native] = key.endsWith('values') ? keys.list(key) : keys.value(key);
    const exact = keys.number('valid_length');
    if (exact !== undefined) Object.assign(found, { min_length: exact, max_length: exact });
    for (const [key, native] of [
      ['valid_format', 'pattern'],
      ['invalid_format', 'not_pattern'],
    ] as const) {
      const regex = draft.below(keys, key, FORMAT, column)?.text('regex');
      if (regex !== undefined) found[native] = searched(regex);
    }
    return found;
  }
}
