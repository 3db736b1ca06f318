import type { Findings, Look, Looking } from './look.ts';
import type { RuleResult } from './result.ts';
import type { Source } from './source.ts';
import { literal } from './sql.ts';

/** Counts by name. */
export type Tally = ReadonlyMap<string, number>;

/** A look that counts: few names, with numbers that add. */
export interface Tallying {
  readonly asked: Look['asked'];
  readonly count: (situation: Looking, source: Source) => Promise<{ tally: Tally; rows?: Findings['rows'] }>;
  /** @param tally a name that is not there was counted nowhere */
  readonly judge: (source: Source, tally: Tally) => readonly RuleResult[];
}

export const tallied = ({ asked, count, judge }: Tallying): Look => ({
  asked,
  async find(situation, source) {
    const { tally, rows } = await count(situation, source);
    return { sql: tallySql(tally), ...(rows && { rows }) };
  },
  async judge(engine, source, found) {
    const rows = await engine.rows(`SELECT what, sum(n) AS n FROM ${found} GROUP BY what`);
    return [...judge(source, new Map(rows.map(({ what, n }) => [String(what), Number(n)])))];
  },
});

/** SELECT of a tally. */
export const tallySql = (tally: Tally): string =>
  `SELECT unnest([${[...tally.keys()].map(literal).join(', ')}]::VARCHAR[]) AS what, unnest([${[...tally.values()].join(', ')}]::BIGINT[]) AS n`;
