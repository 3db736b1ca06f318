import { quoted } from '@ml-actions/core/path/inside';
import { type Measured, measured, unproven } from '../block.ts';
import type { Splits } from '../contract/splits.ts';
import type { Engine } from '../engine.ts';
import { inferTypes } from '../infer.ts';
import { contains } from '../interval.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import { columnSql, double } from '../sql.ts';
import { typed } from '../typing.ts';
import type { Pair } from './block.ts';
import type { PairClaim } from './claims.ts';
import { presentValue } from './samples.ts';

/** More distinct labels than these are no classes: a regression has its own ways to leak. */
const MOST_CLASSES = 1_000;
/** Equal-frequency bins of a numeric feature; enough to see a threshold, few enough to hold rows of every class. */
const BINS = 64;
/** Names told in a note; the rest is counted. */
const NAMED = 10;

/**
 * Whether one column alone predicts the label: a 1-rule (Holte 1993, "Very simple classification rules", Machine
 * Learning 11) learnt on the first input and judged on the other by balanced accuracy, so that a common class proves
 * nothing and an identifier, whose values are new, scores 0. A number is cut into equal-frequency bins first.
 */
export async function leakResult(engine: Engine, pair: Pair, splits: Splits, claim: PairClaim): Promise<RuleResult> {
  const label = splits.label ?? '';
  const rule = claim as PairClaim & Measured;
  const classes = await classesOf(engine, pair, label);
  if (classes < 2) return unproven(pair.name, rule, 'the label has fewer than two values');
  if (classes > MOST_CLASSES)
    return unproven(pair.name, rule, `the label has more than ${MOST_CLASSES} values, so it is no class`);
  const numeric = await numbersIn(engine, pair);
  const scores: { readonly column: string; readonly score: number }[] = [];
  for (const column of pair.features)
    scores.push({ column, score: await scoreOf(engine, pair, label, column, numeric.has(column)) });
  if (scores.length === 0) return unproven(pair.name, rule, 'the inputs have no feature in common');
  const leaks = scores.filter(({ score }) => !contains(rule.interval, score)).sort((a, b) => b.score - a.score);
  const result = measured(pair.name, rule, Math.max(...scores.map(({ score }) => score)), 'balanced accuracy');
  return { ...result, failing: leaks.length, of: scores.length, ...(leaks.length > 0 && { note: noteOf(leaks) }) };
}

function noteOf(leaks: readonly { readonly column: string; readonly score: number }[]): string {
  const named = leaks.slice(0, NAMED).map(({ column, score }) => `${quoted(column)} (${score.toFixed(3)})`);
  const more = leaks.length > NAMED ? ` and ${leaks.length - NAMED} more` : '';
  return `predicts the label alone: ${named.join(', ')}${more}`;
}

async function classesOf(engine: Engine, pair: Pair, label: string): Promise<number> {
  const y = presentValue(pair, pair.test, label);
  const row = await engine.row(`SELECT count(DISTINCT ${y}) AS n FROM ${pair.test.relation}`, pair.test.name);
  return Number(row.n);
}

async function numbersIn(engine: Engine, { train, features }: Pair): Promise<ReadonlySet<string>> {
  const columns = train.columns.filter(({ name }) => features.includes(name));
  const types = columns.length === 0 ? new Map() : await inferTypes(engine, { ...train, columns });
  return new Set([...types].filter(([, type]) => type === 'integer' || type === 'number').map(([name]) => name));
}

/** The better of the rule over the values and, for numbers, the rule over bins. */
async function scoreOf(engine: Engine, pair: Pair, label: string, column: string, isNumber: boolean): Promise<number> {
  const values = await ruleScore(engine, pair, label, (side) => presentValue(pair, pair[side], column));
  if (!isNumber) return values;
  const number = (side: Side): string => typed(columnOf(pair[side], column), 'number').value;
  const edges = await edgesOf(engine, pair.train, number('train'));
  const bin = (side: Side): string =>
    `CASE WHEN ${columnSql(columnOf(pair[side], column))} IS NOT NULL THEN ${binOf(number(side), edges)} END`;
  return Math.max(values, await ruleScore(engine, pair, label, bin));
}

/** Where the equal-frequency bins of the finite numbers end, each once. */
async function edgesOf(engine: Engine, { relation, name }: Pair['train'], number: string): Promise<readonly number[]> {
  const shares = Array.from({ length: BINS - 1 }, (_, at) => (at + 1) / BINS);
  const row = await engine.row(
    `SELECT quantile_disc(x, [${shares.join(', ')}]) AS edges FROM (SELECT ${number} AS x FROM ${relation}) WHERE isfinite(x)`,
    name,
  );
  return [...new Set((row.edges as number[] | null) ?? [])].sort((a, b) => a - b);
}

/** The bin of a number by binary search. */
function binOf(number: string, edges: readonly number[], first = 0): string {
  const middle = edges.length >> 1;
  const edge = edges[middle];
  if (edge === undefined) return String(first);
  const below = binOf(number, edges.slice(0, middle), first);
  return `CASE WHEN ${number} > ${double(edge)} THEN ${binOf(number, edges.slice(middle + 1), first + middle + 1)} ELSE ${below} END`;
}

type Side = 'train' | 'test';

/** Mean over the classes of the test input of the share that the rule names rightly; a value it never saw is wrong. */
async function ruleScore(engine: Engine, pair: Pair, label: string, value: (side: Side) => string): Promise<number> {
  const rows = (side: Side): string =>
    `(SELECT x, y FROM (SELECT ${value(side)} AS x, ${presentValue(pair, pair[side], label)} AS y FROM ${pair[side].relation}) WHERE y IS NOT NULL)`;
  const row = await engine.row(
    `WITH seen AS (SELECT x, y, count(*) AS n FROM ${rows('train')} GROUP BY x, y),
       weighed AS (SELECT x, y, n / sum(n) OVER (PARTITION BY y) AS w FROM seen),
       rule AS (SELECT x, arg_max(y, w) AS y FROM weighed GROUP BY x),
       judged AS (SELECT test.y, avg(CASE WHEN rule.y = test.y THEN 1.0 ELSE 0.0 END) AS recall
         FROM ${rows('test')} AS test LEFT JOIN rule ON test.x IS NOT DISTINCT FROM rule.x GROUP BY test.y)
     SELECT avg(recall) AS score FROM judged`,
    pair.name,
  );
  return Number(row.score);
}
