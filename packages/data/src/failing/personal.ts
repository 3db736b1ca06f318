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

/** Whether a column holds personal data, as a whole, in a part, or as a part of one that does: `address`, `address.zip`. */
export const isPersonal = (name: string, personal: ReadonlySet<string>): boolean =>
  [...personal].some((one) => one === name || one.startsWith(`${name}.`) || name.startsWith(`${one}.`));

/** Numbers that are one value of the column, or stand next to it; those of few rows, or of one, too. */
const ONE_VALUE = /^(min_value|max_value|median|mean|sum|fresh|quantile\(.*\))$/;

/** The result without a number that would give away a value of a column with personal data. */
export function withoutValue(result: RuleResult, personal: ReadonlySet<string>): RuleResult {
  const { column, got, kind, segments } = result;
  if (column === null || !isPersonal(column, personal) || !ONE_VALUE.test(kind)) return result;
  if (segments) return { ...result, segments: { ...segments, worst: segments.worst.map(withoutGot) } };
  return got === null ? result : { ...withoutGot(result), unit: null };
}

const withoutGot = <T extends { readonly got: number | null }>(told: T): T & { readonly note: string } => ({
  ...told,
  got: null,
  note: 'the number is not shown: the column holds personal data',
});
