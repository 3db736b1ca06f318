import type { Draft, Modifiers } from '../draft.ts';
import type { Entries } from '../values.ts';
import { CONFIG } from './keys.ts';

const LIMIT = /^(>=?|!=)\s*(\d+)$/;
const ANY = '!= 0';

/** `!= 0`, `> 5`, `>= 5` of failing rows as a limit; undefined for what is none. */
function failingOf(words: string): string | number | undefined {
  const [, operator, digits] = LIMIT.exec(words.trim()) ?? [];
  if (digits === undefined || (operator === '!=' && digits !== '0')) return undefined;
  return operator === '>=' ? `< ${digits}` : Number(digits);
}

/**
 * What the configuration of a test asks: with severity `error` a failure beyond `error_if` and a warning beyond
 * `warn_if`, with severity `warn` the warning alone.
 * @returns none where the test is off or was refused
 */
export function limitsOf(draft: Draft, test: Entries, rule: string, column: string): readonly Modifiers[] {
  const config = draft.below(test, 'config', CONFIG, column);
  if (config?.boolean('enabled') === false) return [];
  const [errorIf, warnIf] = ['error_if', 'warn_if'].map((key) => config?.text(key) ?? ANY);
  const isWarning = (config?.text('severity') ?? 'error').toLowerCase() === 'warn';
  const [error, warn] = [failingOf(errorIf ?? ANY), failingOf(warnIf ?? ANY)];
  const where = config?.text('where');
  const place = config?.spot ?? test.spot;
  if (warn === undefined || (error === undefined && !isWarning))
    draft.refuse(place, rule, '`error_if` or `warn_if` is no limit', column);
  else if (where !== undefined && /\{[{%]/.test(where)) draft.refuse(place, rule, 'Jinja is never evaluated', column);
  else {
    const shared = where === undefined ? {} : { where };
    const warning = { ...limit(warn), severity: 'warn' as const, ...shared };
    if (isWarning) return [warning];
    return [{ ...limit(error), ...shared }, ...(warn === error ? [] : [warning])];
  }
  return [];
}

const limit = (failing: string | number | undefined) => (failing === undefined || failing === 0 ? {} : { failing });
