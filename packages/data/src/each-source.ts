import { type Block, type Claim, lacking, type Situation, together } from './block.ts';
import type { RuleResult } from './result.ts';
import type { Source } from './source.ts';

/** A block that answers all its claims for each input by itself. */
export interface EachSource {
  readonly claims: readonly Claim[];
  readonly where: string | null;
  /** without one of them nothing can be evaluated */
  readonly columns: readonly string[];
  readonly evaluate: (situation: Situation, source: Source) => Promise<RuleResult[]>;
}

export const eachSource = ({ claims, where, columns, evaluate }: EachSource): Block => ({
  claims,
  inputs: [],
  where,
  async evaluate(situation) {
    const results: RuleResult[] = [];
    for (const source of situation.sources) {
      const lost = claims.map((claim) => lacking(source, claim, columns)).filter((result) => result !== undefined);
      if (lost.length > 0) results.push(...lost);
      else results.push(...(await together(source.name, claims, () => evaluate(situation, source))));
    }
    return results;
  },
});
