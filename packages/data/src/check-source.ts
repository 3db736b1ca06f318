import { messageOf } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from './engine.ts';
import { batches, counting, type ScanRule, scanStatement, uniqueStatement } from './planner.ts';
import { errorResult, judged, type RuleResult, schemaResult } from './result.ts';
import type { Rule, RuleOf } from './rule.ts';
import type { Source, SourceColumn } from './source.ts';
import { identifier } from './sql.ts';

interface Checking {
  readonly engine: Engine;
  readonly source: Source;
  readonly results: Map<Rule, RuleResult>;
}

/**
 * Every rule on one source, in the contract's order.
 * @throws InputError when the source cannot be read to its end
 */
export async function checkSource(
  engine: Engine,
  source: Source,
  rules: readonly Rule[],
): Promise<{ rows: number; results: RuleResult[] }> {
  const checking: Checking = { engine, source, results: new Map() };
  const scan: ScanRule[] = [];
  for (const rule of rules) {
    const missing = columnsOf(rule).filter((name) => !find(source, name));
    if (rule.kind === 'present' || rule.kind === 'extra-columns')
      checking.results.set(rule, schemaResult(source, rule));
    else if (missing.length > 0) setMissing(checking, rule, missing);
    else if (rule.kind !== 'unique') scan.push(rule);
  }
  let rows: number | undefined;
  for (const batch of batches(scan, source)) rows = (await scanBatch(checking, batch)) ?? rows;
  rows ??= await readThrough(checking);
  for (const rule of rules)
    if (rule.kind === 'unique' && !checking.results.has(rule)) await countRepeats(checking, rule);
  return { rows, results: rules.map((rule) => checking.results.get(rule)).filter((result) => result !== undefined) };
}

const columnsOf = (rule: Rule): readonly string[] =>
  rule.kind === 'unique' ? rule.columns : rule.column === null ? [] : [rule.column];

/** `present` has said that a column is missing, and an optional one may be; a key needs its columns all the same. */
function setMissing({ source, results }: Checking, rule: Rule, missing: readonly string[]): void {
  const told = [...results.keys()].some((each) => each.kind === 'present' && each.column === rule.column);
  if (rule.kind !== 'unique' && (told || !rule.id.startsWith('key.'))) return;
  results.set(rule, errorResult(source, rule, `column ${missing.map(quoted).join(', ')} is missing`));
}

/** One statement for the batch; when it fails, halves of it, so that one bad expression errs alone. Returns the rows. */
async function scanBatch(checking: Checking, rules: readonly ScanRule[]): Promise<number | undefined> {
  const { engine, source, results } = checking;
  const countings = rules.map((rule) => counting(rule, (name) => columnNamed(source, name)));
  const { sql, countsOf, rowsOf } = scanStatement(countings, source);
  try {
    const row = await engine.row(sql, source.name);
    rules.forEach((rule, at) => {
      const [failing, of] = countsOf(row, at);
      results.set(rule, judged(source, rule, failing, of));
    });
    return rowsOf(row);
  } catch (error) {
    await readThrough(checking); // a damaged file is the file's error, told once and not per rule
    return bisect(checking, rules, error);
  }
}

async function bisect(checking: Checking, rules: readonly ScanRule[], error: unknown): Promise<number | undefined> {
  const [only] = rules;
  if (rules.length === 1 && only) {
    checking.results.set(only, errorResult(checking.source, only, messageOf(error)));
    return undefined;
  }
  const middle = Math.ceil(rules.length / 2);
  const first = await scanBatch(checking, rules.slice(0, middle));
  return (await scanBatch(checking, rules.slice(middle))) ?? first;
}

/** Reads every column as it is; returns the rows. What fails here is the file. */
async function readThrough({ engine, source }: Checking): Promise<number> {
  const columns = source.columns.map(({ name }) => `count(${identifier(name)})`);
  const row = await engine.row(`SELECT count(*) AS n, ${columns.join(', ')} FROM ${source.relation}`, source.name);
  return Number(row.n);
}

async function countRepeats({ engine, source, results }: Checking, rule: RuleOf<'unique'>): Promise<void> {
  const columns = rule.columns.map((name) => columnNamed(source, name));
  try {
    const row = await engine.row(uniqueStatement(columns, source.relation), `${source.name}, rule ${rule.id}`);
    results.set(rule, judged(source, rule, Number(row.failing), Number(row.of_rows)));
  } catch (error) {
    results.set(rule, errorResult(source, rule, messageOf(error)));
  }
}

const find = (source: Source, name: string): SourceColumn | undefined =>
  source.columns.find((column) => column.name === name);

function columnNamed(source: Source, name: string): SourceColumn {
  const column = find(source, name);
  if (!column) throw new Error(`a rule was planned for ${quoted(name)}, which the source has not`);
  return column;
}
