import { measured } from '../block.ts';
import type { Splits } from '../contract/splits.ts';
import type { RuleResult } from '../result.ts';
import type { Table } from '../source.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { sizedClaims } from './claims.ts';

/** Rows of the inputs that have a size, and of every later input for each row of the first. */
export async function sizeResults(engine: SqlEngine, splits: Splits, sources: readonly Table[]): Promise<RuleResult[]> {
  const claims = sizedClaims(splits);
  if (claims.length === 0) return [];
  const rows = new Map<string, number>();
  for (const { name, relation } of sources)
    rows.set(name, Number((await engine.row(`SELECT count(*) AS n FROM ${relation}`, name)).n));
  const [first, ...later] = sources.map(({ name }) => name);
  const base = rows.get(first ?? '') ?? 0;
  return claims.flatMap((claim) => {
    if (claim.kind === 'split-ratio')
      return later.map((name) =>
        measured(`${first}, ${name}`, claim, base === 0 ? null : (rows.get(name) ?? 0) / base, 'ratio'),
      );
    const name = claim.id.slice('splits.sizes.'.length);
    return [measured(name, claim, rows.get(name) ?? 0, 'rows')];
  });
}
