import { isPersonal } from '../failing/personal.ts';
import type { Meaning } from '../relation.ts';
import type { RuleResult, WorstSegment } from '../result.ts';

/** Stands for a value that may not be told. */
const HIDDEN = '…';

/**
 * The result with the names of its segments, without their values: a value is told where the contract itself writes it,
 * and a missing one is none.
 */
export function withNames(
  result: RuleResult,
  { listed }: Pick<Meaning, 'listed'>,
  personal: ReadonlySet<string>,
): RuleResult {
  const { segments } = result;
  if (!segments) return result;
  const partOf = (column: string, value: string | null): string => {
    if (isPersonal(column, personal)) return HIDDEN;
    if (value === null) return `no ${column}`;
    return listed.get(column)?.has(value) ? value : HIDDEN;
  };
  const named = ({ values, ...told }: WorstSegment): WorstSegment => {
    const parts = segments.by.map((column, at) => partOf(column, values?.[at] ?? null));
    return { ...told, name: parts.every((part) => part === HIDDEN) ? null : parts.join(', ') };
  };
  return { ...result, segments: { ...segments, worst: segments.worst.map(named) } };
}
