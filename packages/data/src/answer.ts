import { InputError, messageOf } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { FailingRows } from './failing/failing-rows.ts';
import type { OfStatement, Scope } from './measure.ts';
import {
  type Asked,
  asked,
  askedQuickly,
  batches,
  isScanned,
  type ScanRule,
  scanStatement,
  type Told,
} from './planner.ts';
import { countResult, errorResult, noRowsResult, type RuleResult, valueResult } from './result.ts';
import type { Rule } from './rule.ts';
import type { Source, Table } from './source.ts';
import type { SqlEngine } from './sql/engine.ts';
import { columnSql } from './sql.ts';

/** Rules being held against one source, and what became of them. */
export interface Checking {
  readonly engine: SqlEngine;
  readonly source: Table;
  /** the source with the values of its text beside it, each read once in a scan */
  readonly scanned: Table;
  /** zero rows are no failure, neither of the source nor of a condition */
  readonly allowEmpty: boolean;
  readonly optional: ReadonlySet<string>;
  readonly results: Map<Rule, RuleResult>;
}

/**
 * Answers rules from the rows: as many as possible with each scan, those with a query of their own one by one.
 *
 * @returns the number of rows of the source, where a scan told it
 */
export async function answer(checking: Checking, rules: readonly Rule[]): Promise<number | undefined> {
  const { source } = checking;
  let rows: number | undefined;
  for (const batch of batches(wanted(checking, rules.filter(isScanned)), source, charactersOf))
    rows = (await scanBatch(checking, batch)) ?? rows;
  for (const rule of rules.filter(isStatement)) await runStatement(checking, rule);
  return rows;
}

/** A rule with what it asks of the scan. */
export interface Wanted {
  readonly rule: ScanRule;
  readonly want: Asked;
  /** what always tells; `want` may be cheaper and then tell nothing */
  readonly whole: Asked;
}

export const charactersOf = ({ want }: Wanted): number => Object.values(want).join().length;

/** What the engine's dialect cannot say is an error of that rule. */
export function wanted({ engine, source, scanned, results }: Checking, rules: readonly ScanRule[]): Wanted[] {
  const scope = scopeOf(engine, scanned);
  return rules.flatMap((rule) => {
    try {
      const whole = asked(rule, scope);
      const quick = source.stored === 'warehouse' ? undefined : askedQuickly(rule, scope, whole);
      return [{ rule, want: quick ?? whole, whole }];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      results.set(rule, errorResult(source, rule, error.message));
      return [];
    }
  });
}

/**
 * One statement for the batch, and a second for what its cheap forms leave open; when it fails, halves of it, so that one
 * bad expression errs alone. Returns the rows.
 */
async function scanBatch(checking: Checking, batch: readonly Wanted[]): Promise<number | undefined> {
  const { engine, source, scanned } = checking;
  const { sql, read } = scanStatement(
    batch.map(({ want }) => want),
    scanned,
  );
  let row: Record<string, unknown>;
  try {
    row = await engine.row(sql, source.name);
  } catch (error) {
    if (batch.some(isQuick)) return scanBatch(checking, batch.map(wholly));
    await readThrough(engine, source); // a damaged file is the file's error, told once and not per rule
    return bisect(checking, batch, error);
  }
  const tell: Tell = (aggregate) => read(row, aggregate);
  const open = batch.filter((wanted) => isQuick(wanted) && numberOf(wanted, tell) === null);
  for (const wanted of batch)
    if (!open.includes(wanted)) checking.results.set(wanted.rule, resultOf(checking, wanted, tell));
  if (open.length > 0) await scanBatch(checking, open.map(wholly));
  return Number(read(row) ?? 0);
}

const isQuick = ({ want, whole }: Wanted): boolean => want !== whole;
const wholly = ({ rule, whole }: Wanted): Wanted => ({ rule, want: whole, whole });

/** What a scan says of an aggregate. */
export type Tell = (aggregate: string) => Told;

const numberOf = ({ want }: Wanted, tell: Tell): Told => tell('value' in want ? want.value : want.failing);

export function resultOf({ engine, source, allowEmpty }: Checking, wanted: Wanted, tell: Tell): RuleResult {
  const { rule, want } = wanted;
  if (rule.measure.by === 'value' || !('of' in want)) return valueResult(source, rule, numberOf(wanted, tell));
  if (tell(want.rows) === 0 && rule.where !== null && !allowEmpty) return noRowsResult(source, rule);
  const [failing, of] = [Number(numberOf(wanted, tell) ?? 0), Number(tell(want.of) ?? 0)];
  const counted = countResult(source, rule, failing, of);
  if (!isOfFiles(source)) return counted;
  const scope = scopeOf(engine, source);
  const rows: FailingRows = {
    source,
    among: rule.where,
    broken: rule.measure.failing(scope),
    over: 'row',
    columns: rule.columns.map(scope.column),
  };
  return { ...counted, rows };
}

async function bisect(checking: Checking, batch: readonly Wanted[], error: unknown): Promise<number | undefined> {
  const [only] = batch;
  if (batch.length === 1 && only) {
    checking.results.set(only.rule, errorResult(checking.source, only.rule, messageOf(error)));
    return undefined;
  }
  const middle = Math.ceil(batch.length / 2);
  const first = await scanBatch(checking, batch.slice(0, middle));
  return (await scanBatch(checking, batch.slice(middle))) ?? first;
}

/** Reads every column of a file as it is; returns the rows. What fails here is the file, or the warehouse. */
export async function readThrough(engine: SqlEngine, source: Table): Promise<number> {
  const columns = source.stored === 'warehouse' ? [] : source.columns.map((column) => `count(${columnSql(column)})`);
  const counts = ['count(*) AS n', ...columns].join(', ');
  return Number((await engine.row(`SELECT ${counts} FROM ${source.relation}`, source.name)).n);
}

/** A rule that has a query of its own. */
export type StatementRule = Rule & { readonly measure: OfStatement };

export const isStatement = (rule: Rule): rule is StatementRule => rule.measure.by === 'statement';

async function runStatement(checking: Checking, rule: StatementRule): Promise<void> {
  const { source, results } = checking;
  try {
    const row = await numbersOf(checking, rule);
    const [failing, of] = [Number(row.failing), Number(row.of_rows)];
    const isVacuous = of === 0 && (await isWithoutRows(checking, rule));
    results.set(rule, isVacuous ? noRowsResult(source, rule) : statementResult(checking, rule, failing, of));
  } catch (error) {
    results.set(rule, errorResult(source, rule, messageOf(error)));
  }
}

/** The scope of the rows that a rule's `where` leaves. */
export function scopeWithin({ engine, source }: Checking, { where }: Pick<Rule, 'where'>): Scope {
  const relation = where === null ? source.relation : `(SELECT * FROM ${source.relation} WHERE (${where}\n))`;
  return scopeOf(engine, { ...source, relation });
}

/** Whether no row fulfils a rule's `where`, where that is a failure. */
async function isWithoutRows(checking: Checking, rule: Rule): Promise<boolean> {
  if (rule.where === null || checking.allowEmpty) return false;
  const { relation } = scopeWithin(checking, rule);
  return (await checking.engine.rows(`SELECT 1 FROM ${relation} LIMIT 1`, checking.source.name)).length === 0;
}

/** What the two numbers of its query say of a rule. */
export function statementResult(checking: Checking, rule: StatementRule, failing: number, of: number): RuleResult {
  const { source } = checking;
  const { where, measure, columns } = rule;
  const counted = countResult(source, rule, failing, of);
  if (!isOfFiles(source)) return counted;
  const scope = scopeWithin(checking, rule);
  const whole = where === null ? source : { ...source, whole: { relation: source.relation, where } };
  return {
    ...counted,
    rows: { source: whole, columns: columns.map(scope.column), over: 'table', ...measure.rows(scope) },
  };
}

async function numbersOf(checking: Checking, rule: StatementRule) {
  const { engine, source } = checking;
  const { sql, quick } = rule.measure;
  const scope = scopeWithin(checking, rule);
  const where = `${source.name}, rule ${rule.id}`;
  const cheaper = quick?.(scope);
  const row = cheaper && (await engine.row(cheaper, where));
  return row && Number(row.failing) === 0 ? row : engine.row(sql(scope), where);
}

/** Rows can be told of files alone. */
const isOfFiles = (table: Table): table is Source => 'files' in table;

export const scopeOf = ({ dialect }: Pick<SqlEngine, 'dialect'>, { columns, relation }: Table): Scope => ({
  dialect,
  columns,
  relation,
  column: (name) => {
    const column = columns.find((one) => one.name === name);
    if (!column) throw new Error(`a rule was planned for ${quoted(name)}, which the source has not`);
    return column;
  },
});
