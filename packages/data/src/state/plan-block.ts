import type { Block } from '../block.ts';
import type { Contract } from '../contract/native.ts';
import type { Engine } from '../engine.ts';
import { withMeanings, withMissing, withTypes } from '../relation.ts';
import type { Source } from '../source.ts';
import {
  type DistributionQuestion,
  findingsOf,
  type NumberQuestion,
  numberOf,
  type TableQuestion,
  valuesOf,
} from './question.ts';

/** What a block asks of a part of an input. */
export type BlockPlan =
  /** and how many rows were looked at */
  | { readonly by: 'look'; readonly table: TableQuestion; readonly rows: NumberQuestion }
  | { readonly by: 'rows'; readonly table: DistributionQuestion };

/** @returns undefined where the block does not look at the input, or its columns are not there */
export function planBlock(
  engine: Engine,
  { inputs, parts, where }: Block,
  part: Source,
  { meaning }: Contract,
): BlockPlan | undefined {
  if (!parts || (inputs.length > 0 && !inputs.includes(part.name))) return undefined;
  const known = withMeanings(withMissing(part, meaning, engine.dialect), meaning);
  const source = where === null ? known : withTypes(known, meaning, engine.dialect);
  const relation = where === null ? source.relation : `(SELECT * FROM ${source.relation} WHERE (${where}\n))`;
  const wanted = [...new Set(parts.columns(part.name))].map((name) => source.columns.find((one) => one.name === name));
  const columns = wanted.filter((column) => column !== undefined);
  if (parts.by === 'rows') return { by: 'rows', table: valuesOf(relation, columns, parts.sample?.(source)) };
  if (columns.length < wanted.length) return undefined;
  return {
    by: 'look',
    table: findingsOf(parts.look, { ...source, relation }, meaning),
    rows: numberOf(relation, 'count(*)'),
  };
}

/** Why the condition of a block cannot be evaluated on an input; null: it can. */
export const whereProblem = async (
  engine: Engine,
  { where }: Block,
  part: Source,
  { meaning }: Contract,
): Promise<string | null> =>
  where === null
    ? null
    : engine.expressionProblem(
        where,
        withTypes(withMissing(part, meaning, engine.dialect), meaning, engine.dialect).relation,
      );
