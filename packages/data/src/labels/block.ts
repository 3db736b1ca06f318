import { quoted } from '@ml-actions/core/path/inside';
import {
  type Block,
  type Claim,
  type Counted,
  counted,
  ignoredInVain,
  lacking,
  measured,
  type TableSituation,
  together,
  unproven,
} from '../block.ts';
import type { Labels } from '../contract/labels.ts';
import { membersText } from '../contract/members.ts';
import { rowsWithin } from '../failing/failing-rows.ts';
import { intervalText } from '../interval.ts';
import { columnOf } from '../profile/table.ts';
import { isAbsent } from '../relation.ts';
import type { RuleResult } from '../result.ts';
import { NONE } from '../rule.ts';
import type { Table } from '../source.ts';
import { literal } from '../sql.ts';
import { conflictingRows, featuresOf } from './conflicts.ts';

/** The rules of `labels:`, for each input that it names. */
export const labelsBlock = (labels: Labels): Block => ({
  claims: rulesOf(labels).map(({ claim }) => claim),
  inputs: labels.inputs,
  where: labels.where,
  parts: {
    by: 'rows',
    columns: () => [labels.column],
    not: [],
    ...(labels.conflicts && { sample: (source) => ({ columns: featuresOf(source, labels), equal: 'stored' }) }),
  },
  evaluate: (situation) => resultsOf(situation, labels),
  inTables: (situation) => resultsOf(situation, labels),
});

async function resultsOf(situation: TableSituation, labels: Labels): Promise<RuleResult[]> {
  const names = labels.inputs.length > 0 ? labels.inputs : situation.sources.map(({ name }) => name);
  const results: RuleResult[] = [];
  for (const name of names) results.push(...(await inputResults(situation, labels, name)));
  return results;
}

async function inputResults(situation: TableSituation, labels: Labels, name: string): Promise<RuleResult[]> {
  const { engine, meaning, sources } = situation;
  const rules = rulesOf(labels);
  const source = sources.find((each) => each.name === name);
  if (!source) return rules.map(({ claim }) => unproven(name, claim, `there is no input ${quoted(name)}`));
  const results: RuleResult[] = [];
  for (const { claim, judge } of rules) {
    const lost = lacking(source, claim, [labels.column]) ?? ignoredWrongly(name, claim, labels, situation);
    if (lost) results.push(lost);
    else results.push(...(await together(name, [claim], async () => [await judge({ engine, meaning, source })])));
  }
  return results;
}

/** Conflicts are of equal features, and only they. */
const ignoredWrongly = (source: string, claim: Claim, { ignore }: Labels, situation: TableSituation) =>
  claim.id === CONFLICTS ? ignoredInVain(source, claim, ignore, situation) : undefined;

const CONFLICTS = 'labels.conflicts';

type Input = Pick<TableSituation, 'engine' | 'meaning'> & { readonly source: Table };

interface LabelRule {
  readonly claim: Claim;
  readonly judge: (input: Input) => Promise<RuleResult>;
}

/** Null policy: only `missing` looks at rows without a label. */
function rulesOf(labels: Labels): LabelRule[] {
  return [
    ...missingRule(labels),
    ...memberRule(labels),
    ...shareRule(labels),
    ...imbalanceRule(labels),
    ...conflictRule(labels),
  ];
}

function missingRule(labels: Labels): LabelRule[] {
  if (!labels.missing) return [];
  const claim = {
    ...claimOf(labels, 'missing', labels.missing.line, 'every row has a label'),
    limit: labels.missing.value,
  };
  const judge: LabelRule['judge'] = async ({ engine, source, meaning }) => {
    const broken = isAbsent(columnOf(source, labels.column), meaning, engine.dialect);
    const row = await engine.row(
      `SELECT count(*) AS of, count(*) FILTER (WHERE ${broken}) AS failing FROM ${source.relation}`,
      source.name,
    );
    return {
      ...counted(source.name, claim, Number(row.failing), Number(row.of)),
      ...rowsWithin(source, [labels.column], { broken }),
    };
  };
  return [{ claim, judge }];
}

function memberRule(labels: Labels): LabelRule[] {
  if (!labels.members) return [];
  const { value, line } = labels.members;
  const claim: Counted = { ...claimOf(labels, 'in', line, `one of ${membersText(value)}`), limit: NONE };
  const judge: LabelRule['judge'] = async ({ engine, source }) => {
    const label = engine.dialect.classOf(columnOf(source, labels.column));
    const list = value.map((member) => literal(String(member))).join(', ');
    const row = await engine.row(
      `SELECT count(y) AS of, count(*) FILTER (WHERE y NOT IN (${list})) AS failing FROM (SELECT ${label} AS y FROM ${source.relation})`,
      source.name,
    );
    return {
      ...counted(source.name, claim, Number(row.failing), Number(row.of)),
      ...rowsWithin(source, [labels.column], { broken: `coalesce(${label} NOT IN (${list}), false)` }),
    };
  };
  return [{ claim, judge }];
}

function shareRule(labels: Labels): LabelRule[] {
  if (!labels.minShare) return [];
  const { value, line } = labels.minShare;
  const expected = `every class has at least ${Number((value * 100).toPrecision(6))}% of the labels`;
  const claim: Counted = { ...claimOf(labels, 'min_share', line, expected), limit: NONE };
  const judge: LabelRule['judge'] = async (input) => {
    const counts = await classCounts(input, labels);
    const all = counts.reduce((sum, count) => sum + count, 0);
    if (isAlone(counts, labels)) return alone(input, claim);
    const rare = counts.filter((count) => count / all < value).length;
    return counted(input.source.name, claim, all === 0 ? 0 : rare, all === 0 ? 0 : counts.length);
  };
  return [{ claim, judge }];
}

function imbalanceRule(labels: Labels): LabelRule[] {
  if (!labels.imbalance) return [];
  const { value, line } = labels.imbalance;
  const expected = `the rarest class has ${intervalText(value)} times the rows of the commonest`;
  const claim = { ...claimOf(labels, 'imbalance', line, expected), interval: value };
  const judge: LabelRule['judge'] = async (input) => {
    const counts = await classCounts(input, labels);
    if (isAlone(counts, labels)) return alone(input, claim);
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    const got = most === 0 ? null : counts.reduce((a, b) => Math.min(a, b), most) / most;
    return measured(input.source.name, claim, got, 'ratio');
  };
  return [{ claim, judge }];
}

/** One class has no balance: the others are gone, unless `in` says that there are no others. */
const isAlone = (counts: readonly number[], { members }: Labels): boolean => counts.length === 1 && !members;

const alone = ({ source }: Input, claim: Claim): RuleResult => ({
  ...unproven(source.name, claim, 'there is one class'),
  status: claim.severity,
});

function conflictRule(labels: Labels): LabelRule[] {
  if (!labels.conflicts) return [];
  const { value, line } = labels.conflicts;
  const claim: Counted = {
    ...claimOf(labels, 'conflicts', line, 'the same features have the same label'),
    limit: value,
  };
  const judge: LabelRule['judge'] = async ({ engine, source }) => {
    const found = await conflictingRows(engine, source, labels);
    if (found === null) return unproven(source.name, claim, 'there is no feature beside the label');
    return { ...counted(source.name, claim, found.failing, found.of), ...found.breaking };
  };
  return [{ claim, judge }];
}

/** Rows of each class that is there, and of those that are listed even if no row has them. */
async function classCounts({ engine, source }: Input, labels: Labels): Promise<number[]> {
  const label = engine.dialect.classOf(columnOf(source, labels.column));
  const found = `(SELECT ${label} AS y, count(*) AS n FROM ${source.relation} WHERE ${label} IS NOT NULL GROUP BY 1)`;
  if (!labels.members) {
    const rows = await engine.rows(`SELECT n FROM ${found}`, source.name);
    return rows.map(({ n }) => Number(n));
  }
  const listed = `(VALUES ${labels.members.value.map((member) => `(${literal(String(member))})`).join(', ')}) AS listed(y)`;
  const rows = await engine.rows(
    `SELECT coalesce(n, 0) AS n FROM ${listed} FULL JOIN ${found} AS found USING (y)`,
    source.name,
  );
  return rows.map(({ n }) => Number(n));
}

const claimOf = ({ column, severity }: Labels, kind: string, line: number, expected: string): Claim => ({
  id: `labels.${kind}`,
  kind: `label-${kind.replaceAll('_', '-')}`,
  column,
  severity,
  line,
  expected,
});
