import { type Block, evaluatedOn, unproven } from '../block.ts';
import { reported } from '../check.ts';
import { checkSource } from '../check-source.ts';
import type { Contract } from '../contract/native.ts';
import type { RuleResult, Verdict } from '../result.ts';
import type { Table } from '../source.ts';
import type { TrinoEngine } from './engine.ts';

export interface TrinoReport {
  readonly verdict: Verdict;
  readonly rules: readonly RuleResult[];
  /** rows of each table, as its first scan saw them */
  readonly rows: ReadonlyMap<string, number>;
}

/**
 * Checks every table against the contract where the table is: scans of aggregates, one grouping per uniqueness rule and per
 * rule of a block. A
 * rule that reads values into this process is not evaluated, which is an error of that rule and never a pass.
 *
 * @throws ServiceError when the warehouse does not answer
 */
export async function checkTables(
  engine: TrinoEngine,
  tables: readonly Table[],
  contract: Contract,
): Promise<TrinoReport> {
  const rows = new Map<string, number>();
  const rules: RuleResult[] = [];
  for (const table of tables) {
    const checked = await checkSource(engine, table, contract);
    rows.set(table.name, checked.rows);
    rules.push(...checked.results);
  }
  const names = tables.map(({ name }) => name).join(', ');
  const { meaning, allowEmpty } = contract;
  const situation = { engine, sources: tables, meaning, allowEmpty };
  for (const block of contract.blocks) {
    const { inTables } = block;
    if (!inTables) rules.push(...refused(block, names));
    else rules.push(...(await evaluatedOn(block, situation, tables, (sources) => inTables({ ...situation, sources }))));
  }
  const { verdict, rules: told } = reported(contract, rules);
  return { verdict, rules: told, rows };
}

const refused = ({ claims }: Block, names: string): RuleResult[] =>
  claims.map((claim) =>
    unproven(names, claim, '`engine: trino` does not bring values here; `duckdb` evaluates this rule, on files'),
  );
