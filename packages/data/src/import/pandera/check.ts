import { isMap } from 'yaml';
import type { Reading, Spot } from '../../contract/reading.ts';
import type { Draft } from '../draft.ts';
import { type Entries, entriesOf, plain } from '../values.ts';
import { CHECKS } from './checks.ts';
import { OPTIONS } from './keys.ts';

/** One check of a column. */
export function check(draft: Draft, name: string, rule: string, at: Spot): void {
  const found = Object.hasOwn(CHECKS, rule) ? CHECKS[rule] : undefined;
  if (!found) draft.unknown(at, rule, Object.keys(CHECKS), name);
  else {
    const args = isMap(at.node)
      ? draft.open(
          at,
          { ...OPTIONS, of: `the check ${rule}`, read: [...OPTIONS.read, ...found.args, 'value', 'options'] },
          name,
        )
      : bare(draft.reading, at);
    const options = draft.below(args, 'options', OPTIONS, name);
    const isWarning = options?.boolean('raise_warning') ?? args.boolean('raise_warning') ?? false;
    draft.hint(name, found.operands?.(args) ?? [], at.line);
    if (found.native.includes('pattern') || found.native.includes('length'))
      draft.about(name, 'type', 'string', at.line);
    draft.rule(name, found.keys(args), isWarning ? { severity: 'warn' } : {}, at.line);
  }
}

/** `greater_than: 0` is its only argument. */
function bare(reading: Reading, at: Spot): Entries {
  const value = plain(reading, at);
  return {
    ...entriesOf(reading, { ...at, node: null }),
    has: (key) => key === 'value',
    value: (key) => (key === 'value' ? value : undefined),
    text: (key) => (key === 'value' && typeof value === 'string' ? value : undefined),
    list: (key) => (key !== 'value' ? [] : Array.isArray(value) ? value : [value]),
  };
}
