import { inputProblem } from '@ml-actions/core/error';
import type { Contract } from '../contract/native.ts';
import type { Engine } from '../engine.ts';
import type { Source, SourceColumn } from '../source.ts';
import { numbersIn, type Plan } from './plan.ts';
import type { BlockPlan } from './plan-block.ts';
import type { DistributionQuestion } from './question.ts';
import { sourceOfTables } from './tables.ts';
import type { Part, Whole } from './whole.ts';

/** An input with the columns below its structures that the contract names. */
export interface NamedWhole extends Whole {
  /** those that it has itself */
  readonly own: readonly SourceColumn[];
}

/** A source of the rows that the distributions of all parts stand for. */
export const standingFor = (
  engine: Engine,
  { source }: Whole,
  tables: readonly { readonly part: Part; readonly table: DistributionQuestion }[],
): Promise<Source> =>
  sourceOfTables(
    engine,
    source,
    tables[0]?.table.columns ?? [],
    tables.map(({ part, table }) => part.table(table.id)),
  );

/** Spellings of a missing value have become missing values in the states. */
export const unspelt = ({ meaning }: Contract): Contract['meaning'] => ({ ...meaning, missing: new Map() });

/** Why one of a plan's questions could not be answered. */
export function errorIn(part: Part, plan: Plan | BlockPlan): string | undefined {
  const asked = [...('table' in plan ? [plan.table] : []), ...numbersIn(plan)];
  return asked.map(({ id }) => errorOf(part, id)).find((error) => error !== undefined);
}

/** @throws InputError when the part was never asked */
function errorOf({ answers, number, input }: Part, id: string): string | undefined {
  const answer = answers.get(id);
  if (answer) return 'error' in answer ? answer.error : undefined;
  throw inputProblem({
    where: 'states',
    what: `the state of ${input.name} in shard ${number} does not answer what this contract asks`,
    expected: 'a state that was made for this contract, by this version of the action',
    next: 'Run `mode: map` and `mode: reduce` with the same contract, in one run.',
  });
}
