import { type Block, type Measured, measured, type Situation, together, unproven } from '../block.ts';
import { meantBy } from '../relation.ts';
import type { RuleResult } from '../result.ts';
import { identifier } from '../sql.ts';

/** A SELECT that people write, over the inputs by their names. */
export interface Query {
  readonly claim: Measured;
  readonly sql: string;
  /** what is judged: how many rows come back, or the only number that does */
  readonly of: 'rows' | 'value';
}

/** A SELECT is one scalar subquery of one statement, or it cannot be evaluated: no other statement is ever run. */
export const queryBlock = ({ claim, sql, of }: Query): Block => ({
  claims: [claim],
  inputs: [],
  where: null,
  async evaluate(situation) {
    const { engine, sources } = situation;
    const names = sources.map(({ name }) => name).join(', ');
    const given = { names: sources.map(({ name }) => name), clause: `WITH ${views(situation)}` };
    const scalar = `(SELECT ${of === 'rows' ? 'count(*)' : '*'} FROM (${sql}\n))`;
    const problem = await engine.expressionProblem(scalar, '(SELECT 1)', given);
    if (problem !== null) return [unproven(names, claim, `\`query\` ${problem}`)];
    return together(names, [claim], async (): Promise<RuleResult[]> => {
      const { got } = await engine.row(`${given.clause} SELECT ${scalar} AS got`, names);
      const number = numberOf(got);
      if (number === undefined) return [unproven(names, claim, 'the query gives no finite number')];
      return [measured(names, claim, number, of === 'rows' ? 'rows' : '')];
    });
  },
});

/** A whole number that no double is stays one; a time, a truth and an empty text are no numbers. */
function numberOf(value: unknown): number | bigint | null | undefined {
  if (value === null || typeof value === 'bigint') return value;
  const isWritten = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const number = isWritten ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** The inputs as tables whose columns have the contract's types. */
function views({ engine, sources, meaning }: Situation): string {
  return sources
    .map((source) => {
      const columns = source.columns.map(
        (column) => `${meantBy(column, meaning, engine.dialect)} AS ${identifier(column.name)}`,
      );
      return `${identifier(source.name)} AS (SELECT ${columns.join(', ')} FROM ${source.relation})`;
    })
    .join(', ');
}
