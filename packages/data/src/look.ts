import type { Claim, Situation } from './block.ts';
import type { FailingRows } from './failing/failing-rows.ts';
import type { RuleResult } from './result.ts';
import type { Source } from './source.ts';
import type { Sql } from './sql/dialect.ts';

/**
 * How a block answers for one input: it looks at the rows and leaves findings, and judges nothing but these. Findings of
 * parts, one below the other, are those of the whole.
 */
export interface Look {
  /** what is looked for, as JSON, without limits: the same words on the same rows find the same */
  readonly asked: unknown;
  /** it looks at files that its rows name, which may be others tomorrow */
  readonly isBeyondRows?: true;
  /** @param travels the findings leave this job: of a value they hold a hash, and all that other parts' may need */
  readonly find: (situation: Looking, source: Source, travels: boolean) => Promise<Findings>;
  /** @param found relation of the findings' columns and `part`, which tells those of different parts apart */
  readonly judge: (engine: Looking['engine'], source: Source, found: Sql) => Promise<RuleResult[]>;
}

/** What a look may use. */
export type Looking = Pick<Situation, 'engine' | 'files' | 'meaning'>;

export interface Findings {
  /** SELECT of what was found and its number `n`; equal rows add up */
  readonly sql: Sql;
  /** the rows that break a claim, by its id; no other job can tell them */
  readonly rows?: ReadonlyMap<Claim['id'], FailingRows>;
  /** removes what the SELECT reads */
  readonly drop?: () => Promise<void>;
}

/** The results of a look at all rows. */
export async function lookedAt(look: Look, situation: Situation, source: Source): Promise<RuleResult[]> {
  const { sql, rows, drop } = await look.find(situation, source, false);
  try {
    const results = await look.judge(situation.engine, source, `(SELECT *, 0 AS part FROM (${sql}))`);
    return results.map((result) => {
      const breaking = rows?.get(result.id);
      return breaking ? { ...result, rows: breaking } : result;
    });
  } finally {
    await drop?.();
  }
}
