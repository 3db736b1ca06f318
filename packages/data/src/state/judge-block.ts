import { excusing } from '../allow-empty.ts';
import { allLacking, type Block, evaluated, type Files, together, unproven } from '../block.ts';
import type { Contract } from '../contract/native.ts';
import type { Engine } from '../engine.ts';
import type { RuleResult } from '../result.ts';
import { sampleName } from '../sample.ts';
import type { Source, SourceColumn } from '../source.ts';
import { onNothing } from './part.ts';
import { type BlockPlan, planBlock, whereProblem } from './plan-block.ts';
import { errorIn, type NamedWhole, standingFor, unspelt } from './standing.ts';
import { tablesOf } from './tables.ts';
import type { Part } from './whole.ts';

export interface JudgingBlocks {
  readonly engine: Engine;
  readonly contract: Contract;
  readonly wholes: readonly NamedWhole[];
  readonly files: Files;
}

type Planned<P extends BlockPlan = BlockPlan> = readonly { readonly part: Part; readonly plan: P }[];

/** What a block says of the whole. */
export async function blockResults(judging: JudgingBlocks, block: Block): Promise<RuleResult[]> {
  const { engine, contract, wholes, files } = judging;
  const found: RuleResult[] = [];
  const sources: Source[] = [];
  for (const whole of wholes) {
    const planned = whole.parts.flatMap((part) => {
      const plan = planBlock(engine, block, part.source, contract);
      return plan ? [{ part, plan }] : [];
    });
    const problem = planned.length === 0 ? null : await problemOf(judging, block, whole, planned);
    if (problem !== null) return block.claims.map((claim) => unproven(whole.source.name, claim, problem));
    if (block.parts?.by === 'look') found.push(...(await findingsResults(judging, block, whole, planned)));
    else if (planned.length > 0) sources.push(await rowsOf(engine, block, whole, planned));
  }
  if (block.parts?.by === 'look') return found;
  const { allowEmpty } = contract;
  const columnsThere = columnsLookedAt(block, wholes);
  const standing = sources.map((source) => ({ ...source, columnsThere }));
  return evaluated(
    { ...block, where: null },
    { engine, sources: standing, files, meaning: unspelt(contract), allowEmpty },
  );
}

/** A condition leaves a block no input but its own. */
function columnsLookedAt({ inputs, where }: Block, wholes: readonly NamedWhole[]): readonly string[] {
  const isSeen = ({ source }: NamedWhole): boolean =>
    where === null || inputs.length === 0 || inputs.includes(source.name);
  return wholes.filter(isSeen).flatMap(({ source }) => source.columns.map(({ name }) => name));
}

/** Why the block cannot be evaluated on an input; null: it can. */
async function problemOf(
  { engine, contract }: JudgingBlocks,
  block: Block,
  whole: NamedWhole,
  planned: Planned,
): Promise<string | null> {
  const problem = await onNothing(engine, whole.own, () => whereProblem(engine, block, whole.source, contract));
  if (problem !== null) return `\`where\` ${problem}`;
  const failed = planned.map(({ part, plan }) => errorIn(part, plan)).find((error) => error !== undefined);
  return failed ?? sampleProblem(block, whole, planned);
}

/** A part of JSON may have taken another column for the id than the whole does, and left that out of its samples. */
function sampleProblem({ parts }: Block, { source }: NamedWhole, planned: Planned): string | null {
  if (parts?.by !== 'rows' || !parts.sample) return null;
  const namesIn = (own: Source): readonly string[] => parts.sample?.(own).columns.map(({ name }) => name) ?? [];
  const whole = new Set(namesIn(source));
  const isOther = ({ part }: Planned[number]): boolean =>
    part.source.columns.filter(({ name }) => whole.has(name)).length !== namesIn(part.source).length;
  return planned.some(isOther) ? 'the records of shards have different ids; name them in `ignore`' : null;
}

/** The rows that the block's distributions stand for; its condition has chosen them already. */
async function rowsOf(engine: Engine, { parts }: Block, whole: NamedWhole, planned: Planned): Promise<Source> {
  const { source } = whole;
  const sample = parts?.by === 'rows' && parts.sample?.(source);
  const named = (column: SourceColumn): SourceColumn =>
    sample && column.isSample ? { ...column, name: sampleName(source, sample) } : column;
  const tables = planned.flatMap(({ part, plan: { table } }) =>
    'columns' in table ? [{ part, table: { ...table, columns: table.columns.map(named) } }] : [],
  );
  const standing = await standingFor(engine, whole, tables);
  const own = new Set(source.columns.map(({ name }) => name));
  const isOfSome = sample && sample.columns.length > 0;
  return {
    ...standing,
    columns: standing.columns.filter(({ name, isSample }) => (isSample ? isOfSome : own.has(name))),
  };
}

/** What the findings of all parts say together. */
async function findingsResults(
  { engine, contract }: JudgingBlocks,
  { parts, claims }: Block,
  { source }: NamedWhole,
  planned: Planned,
): Promise<RuleResult[]> {
  if (parts?.by !== 'look') return [];
  const lost = allLacking(source, claims, parts.columns(source.name));
  if (lost.length > 0) return lost;
  const found = tablesOf(planned.map(({ part, plan }) => part.table(plan.table.id)));
  const results = await together(source.name, claims, () => parts.look.judge(engine, source, found));
  const isEmpty = async (): Promise<boolean> =>
    planned.every(({ part, plan }) => plan.by === 'look' && Number(part.numberAt(plan.rows.id)) === 0);
  return contract.allowEmpty ? excusing(results, isEmpty) : results;
}
