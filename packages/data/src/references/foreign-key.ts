import { type Counted, together, unproven } from '../block.ts';
import type { RuleResult } from '../result.ts';

/** A foreign key. */
export interface References {
  readonly claim: Counted;
  readonly where: string | null;
  readonly columns: readonly string[];
  /** another input's name, or a file of the workspace */
  readonly to: string;
  /** columns of the other table, as many as `columns` */
  readonly key: readonly string[];
}

/** Why an input that is only looked up in has no result. */
const ALONE = 'there is no other input that could refer to it; name its file to hold it against itself';

/** One result of each input but the one that is looked up in, which is undefined where `to` names no input. */
export async function heldAgainst<T extends { readonly name: string }>(
  sources: readonly T[],
  { claim, to }: References,
  compare: (source: T, target: T | undefined) => Promise<RuleResult>,
): Promise<RuleResult[]> {
  const own = sources.filter(({ name }) => name !== to);
  if (own.length === 0) return [unproven(to, claim, ALONE)];
  const target = sources.find(({ name }) => name === to);
  const results: RuleResult[] = [];
  for (const source of own)
    results.push(...(await together(source.name, [claim], async () => [await compare(source, target)])));
  return results;
}
