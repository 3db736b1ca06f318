import type { Block } from '../block.ts';
import type { Meaning } from '../relation.ts';
import type { RuleResult } from '../result.ts';

/** Columns with personal data: those that the contract marks, those that a block names as such, and where it was found. */
export function personalColumns(
  { personal }: Pick<Meaning, 'personal'>,
  blocks: readonly Block[],
  results: readonly RuleResult[],
): ReadonlySet<string> {
  const found = results
    .filter(({ kind, failing }) => kind.startsWith('pii-') && failing !== 0)
    .map(({ column }) => column)
    .filter((name) => name !== null);
  return new Set([...personal, ...blocks.flatMap((block) => block.personal ?? []), ...found]);
}

/** Numbers that are, or stand next to, one value of the column. */
const ONE_VALUE = /^(min_value|max_value|median|quantile\(.*\))$/;

/** The result without a number that would give away a value of a column with personal data. */
export function withoutValue(result: RuleResult, personal: ReadonlySet<string>): RuleResult {
  const { column, got, kind } = result;
  if (column === null || got === null || !personal.has(column) || !ONE_VALUE.test(kind)) return result;
  return { ...result, got: null, unit: null, note: 'the number is not shown: the column holds personal data' };
}
