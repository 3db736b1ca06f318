import type { Severity } from '../../rule.ts';
import type { Draft } from '../draft.ts';
import { comparisonOf, intervalsOf, limitOf } from '../limits.ts';
import type { Entries } from '../values.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { intervals } from '../words.ts';
import { ADDITIONAL, BETWEEN, OPERATORS } from './keys.ts';

/** What a number may be; a check may have two of them, one that warns and one that fails. */
export interface Threshold {
  readonly severity: Severity;
  /** as a limit on what fails; undefined where it cannot be one ("exactly 5 bad rows") */
  readonly failing: string | undefined;
  /** as intervals, each a rule of its own; undefined where it is none ("not 5") */
  readonly intervals: readonly unknown[] | undefined;
}

const METRICS = ['count', 'percent'];

/** The thresholds of a check. @returns none where the check states none */
export function thresholdsOf(
  draft: Draft,
  check: Entries,
  vocabulary: Vocabulary,
  column: string | undefined,
): readonly Threshold[] {
  const first = draft.below(check, 'threshold', vocabulary, column);
  if (!first) return [];
  const metric = first.text('metric') ?? 'count';
  if (!METRICS.includes(metric)) draft.unknown(first.at('metric'), metric, METRICS, column);
  const unit = metric === 'percent' ? 'percent' : 'rows';
  const second = draft.below(first, 'additional', ADDITIONAL, column);
  return [first, ...(second ? [second] : [])].map((each) => threshold(draft, each, unit, column));
}

function threshold(draft: Draft, keys: Entries, unit: 'rows' | 'percent', column: string | undefined): Threshold {
  const severity = keys.text('level') === 'warn' ? 'warn' : 'fail';
  const between = draft.below(keys, 'must_be_between', BETWEEN, column);
  if (between) return { severity, ...betweenOf(between, unit) };
  const comparison = comparisonOf(keys, OPERATORS);
  return {
    severity,
    failing: comparison && limitOf(comparison, unit),
    intervals: comparison && intervalsOf(comparison),
  };
}

/** Either side may be strict; a limit on what fails begins at 0. */
function betweenOf(between: Entries, unit: 'rows' | 'percent'): Pick<Threshold, 'failing' | 'intervals'> {
  const [above, from] = [between.number('greater_than'), between.number('greater_than_or_equal')];
  const [below, to] = [between.number('less_than'), between.number('less_than_or_equal')];
  const [min, max] = [above ?? from, below ?? to];
  if (min === undefined || max === undefined) return { failing: undefined, intervals: undefined };
  const [exclusiveMin, exclusiveMax] = [above !== undefined, below !== undefined];
  const failing = `${exclusiveMax ? '<' : '<='} ${max}${unit === 'percent' ? '%' : ''}`;
  return {
    failing: min === 0 && !exclusiveMin ? failing : undefined,
    intervals: intervals({ min, max, exclusiveMin, exclusiveMax }),
  };
}
