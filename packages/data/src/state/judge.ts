import type { Files } from '../block.ts';
import { namesIn } from '../check.ts';
import { checkSource, understood } from '../check-source.ts';
import type { Contract } from '../contract/native.ts';
import type { Engine } from '../engine.ts';
import { withOwnRules } from '../images/own-rules.ts';
import type { Numbers } from '../measure.ts';
import { withPaths } from '../paths.ts';
import { countResult, errorResult, noRowsResult, type RuleResult, valueResult } from '../result.ts';
import type { Rule } from '../rule.ts';
import { emptyProblem, type Source } from '../source.ts';
import { blockResults } from './judge-block.ts';
import { onNothing, partSource } from './part.ts';
import { decidedWithoutRows, type Plan, planRule } from './plan.ts';
import { errorIn, type NamedWhole, standingFor, unspelt } from './standing.ts';
import type { Part, Whole } from './whole.ts';

interface Judging {
  readonly engine: Engine;
  readonly contract: Contract;
  readonly wholes: readonly Whole[];
  readonly files: Files;
}

/**
 * Every rule of the contract on the whole, from the states of its parts: what `checkData` finds in the rows.
 *
 * @throws InputError for an input without a row, and for states that were made for another contract
 */
export async function judgeWholes(judging: Judging): Promise<RuleResult[]> {
  const { contract, wholes } = judging;
  const empty = wholes.find(({ rows }) => rows === 0);
  if (empty && !contract.allowEmpty) throw emptyProblem(empty.source);
  const named: NamedWhole[] = [];
  for (const whole of wholes) named.push(await withPathsOf(judging, whole));
  const results: RuleResult[] = [];
  for (const whole of named) results.push(...(await ruleResults(judging, whole)));
  for (const block of contract.blocks) results.push(...(await blockResults({ ...judging, wholes: named }, block)));
  return results;
}

async function withPathsOf({ engine, contract }: Judging, whole: Whole): Promise<NamedWhole> {
  const own = whole.source.columns;
  const standing = partSource(whole.source, { columns: [...own], added: [] });
  const found = await onNothing(engine, own, () => withPaths(engine, standing, namesIn(contract)));
  const below = found.columns.slice(own.length);
  const extended = (source: Source): Source => ({ ...source, columns: [...source.columns, ...below] });
  return {
    ...whole,
    own,
    source: { ...standing, columns: found.columns },
    parts: whole.parts.map((part) => ({ ...part, source: extended(part.source) })),
  };
}

async function ruleResults(judging: Judging, whole: NamedWhole): Promise<RuleResult[]> {
  const { engine } = judging;
  const contract = withOwnRules(judging.contract, whole.source);
  const decided = await onNothing(engine, whole.own, () => decidedWithoutRows(engine, whole.source, contract));
  const results: RuleResult[] = [];
  for (const rule of contract.rules) {
    const result = decided.get(rule);
    if (result === 'open') results.push(await ruleResult(judging, whole, rule));
    else if (result) results.push(result);
  }
  return results;
}

async function ruleResult(judging: Judging, whole: Whole, rule: Rule): Promise<RuleResult> {
  const { engine, contract } = judging;
  const planned = whole.parts.map((part) => {
    const source = understood(engine, part.source, contract);
    return { part, plan: planRule(engine, rule, source) };
  });
  const problem = planned.map(({ part, plan }) => errorIn(part, plan)).find((error) => error !== undefined);
  if (problem !== undefined) return errorResult(whole.source, rule, problem);
  const [first] = planned;
  if (first?.plan.by === 'count') return countOf(whole, rule, planned, contract);
  if (first?.plan.by === 'numbers') {
    const { parts } = first.plan;
    const numbers = planned.map(
      ({ part, plan }): Numbers => (plan.by === 'numbers' ? plan.numbers.map(({ id }) => part.numberAt(id)) : []),
    );
    return valueResult(whole.source, rule, parts.whole(numbers.reduce(parts.merge)));
  }
  return rowsResult(judging, whole, rule, planned);
}

type Planned = readonly { readonly part: Part; readonly plan: Plan }[];

function countOf({ source }: Whole, rule: Rule, planned: Planned, { allowEmpty }: Contract): RuleResult {
  const sum = (which: 'failing' | 'of' | 'rows'): number =>
    planned.reduce((all, { part, plan }) => all + (plan.by === 'count' ? Number(part.numberAt(plan[which].id)) : 0), 0);
  return sum('rows') === 0 && rule.where !== null && !allowEmpty
    ? noRowsResult(source, rule)
    : countResult(source, rule, sum('failing'), sum('of'));
}

/** The rule itself, on the rows that the distributions stand for; its condition has chosen them already. */
async function rowsResult(
  { engine, contract }: Judging,
  whole: Whole,
  rule: Rule,
  planned: Planned,
): Promise<RuleResult> {
  const tables = planned.flatMap(({ part, plan }) => (plan.by === 'rows' ? [{ part, table: plan.table }] : []));
  const source = await standingFor(engine, whole, tables);
  const bare = { ...rule, where: null };
  const asked = { ...contract, rules: [bare], meaning: unspelt(contract) };
  const { results, rows } = await checkSource(engine, source, asked);
  const [result] = results;
  if (!result) throw new Error(`${rule.id} has no result`);
  const isVacuous = rows === 0 && rule.where !== null && rule.measure.by === 'statement' && !contract.allowEmpty;
  return isVacuous ? noRowsResult(source, rule) : result;
}
