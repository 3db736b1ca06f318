import { scopeOf } from '../answer.ts';
import { namesIn } from '../check.ts';
import { type Rules, resultByRule, understood } from '../check-source.ts';
import type { Contract } from '../contract/native.ts';
import type { Engine } from '../engine.ts';
import { withOwnRules } from '../images/own-rules.ts';
import type { Additive } from '../measure.ts';
import { withPaths } from '../paths.ts';
import { asked, isScanned } from '../planner.ts';
import type { RuleResult } from '../result.ts';
import type { Rule } from '../rule.ts';
import { hasTypes, type Source } from '../source.ts';
import { columnSql } from '../sql.ts';
import { type BlockPlan, planBlock, whereProblem } from './plan-block.ts';
import {
  type DistributionQuestion,
  hashesOf,
  type NumberQuestion,
  numberOf,
  type Questions,
  rowHashesOf,
  valuesOf,
} from './question.ts';

/** What must be known of each part to judge a rule of the whole. */
export type Plan =
  | {
      readonly by: 'count';
      readonly failing: NumberQuestion;
      readonly of: NumberQuestion;
      readonly rows: NumberQuestion;
    }
  | { readonly by: 'numbers'; readonly parts: Additive; readonly numbers: readonly NumberQuestion[] }
  | { readonly by: 'rows'; readonly table: DistributionQuestion };

/**
 * How a rule is answered from parts.
 *
 * @param part as the contract's rules read it (`understood`)
 */
export function planRule(engine: Engine, rule: Rule, part: Source): Plan {
  const scope = scopeOf(engine, part);
  const { measure, where } = rule;
  const filter = where === null ? null : `(${where}\n)`;
  if (measure.by === 'count' && isScanned(rule)) {
    const wanted = asked(rule, scope) as { readonly failing: string; readonly of: string; readonly rows: string };
    return {
      by: 'count',
      failing: numberOf(part.relation, wanted.failing),
      of: numberOf(part.relation, wanted.of),
      rows: numberOf(part.relation, wanted.rows),
    };
  }
  if (measure.by === 'value' && typeof measure.parts === 'object') {
    const numbers = measure.parts.numbers(scope, filter);
    return { by: 'numbers', parts: measure.parts, numbers: numbers.map((one) => numberOf(part.relation, one)) };
  }
  if (!('parts' in measure)) throw new Error(`${rule.id} cannot be answered from parts`);
  const relation = filter === null ? part.relation : `(SELECT * FROM ${part.relation} WHERE ${filter})`;
  const own = rule.columns.map(scope.column);
  if (measure.parts === 'values') return { by: 'rows', table: valuesOf(relation, own) };
  const isOfRows = own.length === 0;
  return { by: 'rows', table: isOfRows ? rowHashesOf({ ...part, relation }) : hashesOf(relation, own) };
}

/** Rules that only their columns or their own words decide have their result; the others wait for rows. */
export async function decidedWithoutRows(
  engine: Engine,
  part: Source,
  rules: Rules,
): Promise<ReadonlyMap<Rule, RuleResult | 'open'>> {
  const { results } = await resultByRule(engine, part, rules);
  const isDecided = (rule: Rule, { status }: RuleResult): boolean =>
    rule.measure.by === 'columns' || status === 'error';
  return new Map([...results].map(([rule, result]) => [rule, isDecided(rule, result) ? result : ('open' as const)]));
}

/** What a contract asks of a part, on a table of its columns without rows. */
export async function questionsOf(engine: Engine, standing: Source, stated: Contract): Promise<Questions> {
  const contract = withOwnRules(stated, standing);
  const part = await withPaths(engine, standing, namesIn(contract));
  const source = understood(engine, part, contract);
  const decided = await decidedWithoutRows(engine, part, contract);
  const plans = [...decided].filter(([, result]) => result === 'open').map(([rule]) => planRule(engine, rule, source));
  const blocks: BlockPlan[] = [];
  for (const block of contract.blocks) {
    const plan = planBlock(engine, block, part, contract);
    if (plan && (await whereProblem(engine, block, part, contract)) === null) blocks.push(plan);
  }
  const all = [...plans, ...blocks];
  return { numbers: all.flatMap(numbersIn), tables: all.flatMap((plan) => ('table' in plan ? [plan.table] : [])) };
}

/** The numbers that a plan asks for. */
export function numbersIn(plan: Plan | BlockPlan): readonly NumberQuestion[] {
  if (plan.by === 'count') return [plan.failing, plan.of, plan.rows];
  if (plan.by === 'look') return [plan.rows];
  return plan.by === 'numbers' ? plan.numbers : [];
}

/** What is asked of every part, whatever the contract. */
export function basicQuestions(part: Source): BasicQuestions {
  const rows = numberOf(part.relation, 'count(*)');
  if (hasTypes(part)) return { rows, present: new Map() };
  const present = part.columns.map(
    (column) => [column.name, numberOf(part.relation, `count(${columnSql(column)})`)] as const,
  );
  return { rows, present: new Map(present) };
}

export interface BasicQuestions {
  readonly rows: NumberQuestion;
  /** how many values a column has; not asked of Parquet, whose schema tells types */
  readonly present: ReadonlyMap<string, NumberQuestion>;
}

/** The distribution of each column by itself, as a profile needs it. */
export const profileQuestions = (part: Source, names: readonly string[]): readonly DistributionQuestion[] =>
  part.columns.filter(({ name }) => names.includes(name)).map((column) => valuesOf(part.relation, [column]));
