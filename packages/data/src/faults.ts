import { type Counted, counted } from './block.ts';
import { lookAt } from './failing/read-numbered.ts';
import { jsonOf } from './json-text.ts';
import type { Look } from './look.ts';
import { columnOf } from './profile/table.ts';
import { columnSql } from './sql.ts';
import { tallied } from './tally.ts';

/** A claim about the texts of one column, which are looked at one by one and have one fault or none. */
export interface FaultsIn {
  readonly asked: Look['asked'];
  readonly claim: Counted;
  readonly column: string;
  readonly faultOf: () => Promise<(text: string) => string | null>;
  readonly noteOf: (failing: number, of: number, faults: ReadonlyMap<string, number>) => string;
}

const LOOKED_AT = 'of';
const FAULT = 'fault:';

/** Null policy: a missing value is not looked at. */
export const faultsIn = ({ asked, claim, column, faultOf, noteOf }: FaultsIn): Look =>
  tallied({
    asked,
    async count({ engine }, source) {
      const named = columnOf(source, column);
      const looked = { column, text: jsonOf(named), present: `${columnSql(named)} IS NOT NULL` };
      const { of, faults, rows } = await lookAt(engine, source, looked, await faultOf());
      const tally = new Map([[LOOKED_AT, of], ...[...faults].map(([fault, n]) => [FAULT + fault, n] as const)]);
      return { tally, rows: new Map([[claim.id, rows]]) };
    },
    judge(source, tally) {
      const found = [...tally].filter(([what]) => what.startsWith(FAULT));
      const faults = new Map(found.map(([what, n]) => [what.slice(FAULT.length), n]));
      const failing = found.reduce((sum, [, n]) => sum + n, 0);
      const of = tally.get(LOOKED_AT) ?? 0;
      return [counted(source.name, claim, failing, of, noteOf(failing, of, faults))];
    },
  });
