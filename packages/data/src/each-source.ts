import { allLacking, type Block, type Claim, together } from './block.ts';
import { type Look, lookedAt } from './look.ts';
import type { RuleResult } from './result.ts';

/** A block that answers all its claims for each input by itself. */
export interface EachSource {
  readonly claims: readonly Claim[];
  readonly where: string | null;
  /** without one of them nothing can be evaluated */
  readonly columns: readonly string[];
  readonly look: Look;
}

export const eachSource = ({ claims, where, columns, look }: EachSource): Block => ({
  claims,
  inputs: [],
  where,
  parts: { by: 'look', columns: () => columns, not: [], look },
  async evaluate(situation) {
    const results: RuleResult[] = [];
    for (const source of situation.sources) {
      const lost = allLacking(source, claims, columns);
      if (lost.length > 0) results.push(...lost);
      else results.push(...(await together(source.name, claims, () => lookedAt(look, situation, source))));
    }
    return results;
  },
});
