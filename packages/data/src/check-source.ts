import { quoted } from '@ml-actions/core/path/inside';
import { answer, type Checking, readThrough } from './answer.ts';
import type { Meaning } from './relation.ts';
import { withMeanings, withMissing, withTypes, withValues } from './relation.ts';
import { columnsResult, errorResult, type RuleResult } from './result.ts';
import { columnsRead, isAsStrict, type Rule } from './rule.ts';
import { answerBySegment, isSegmented } from './segments/answer.ts';
import type { Table } from './source.ts';
import type { SqlEngine } from './sql/engine.ts';

/**
 * Every rule on one source, in the contract's order.
 * @throws InputError when the source cannot be read to its end
 */
export async function checkSource(
  engine: SqlEngine,
  given: Table,
  asked: Rules,
): Promise<{ rows: number; results: RuleResult[] }> {
  const { rows, results } = await resultByRule(engine, given, asked);
  return { rows, results: asked.rules.map((rule) => results.get(rule)).filter((result) => result !== undefined) };
}

/** As `checkSource`, by rule; one that is about a column that may be missing, and is, has no result. */
export async function resultByRule(
  engine: SqlEngine,
  given: Table,
  asked: Rules,
): Promise<{ rows: number; results: ReadonlyMap<Rule, RuleResult> }> {
  const { rules, allowEmpty, meaning } = asked;
  const source = understood(engine, given, asked);
  const named = new Set(rules.flatMap(({ columns }) => columns));
  const scanned = withValues(source, meaning, named, engine.dialect);
  const checking: Checking = { engine, source, scanned, allowEmpty, optional: meaning.optional, results: new Map() };
  const { results } = checking;
  for (const rule of rules) {
    const judged = columnsResult(source, rule);
    if (judged) results.set(rule, judged);
  }
  for (const rule of rules) await refuseForeignSql(checking, rule);
  const open = rules.filter((rule) => !results.has(rule) && isReadable(checking, rule));
  const whole = open.filter(({ by }) => by === undefined);
  const rows = (await answer(checking, whole)) ?? (await readThrough(engine, source));
  await answerBySegment(checking, open.filter(isSegmented));
  return { rows, results };
}

/** The source as the rules read it. */
export function understood<T extends Table>(
  { dialect }: SqlEngine,
  given: T,
  { rules, meaning }: Pick<Rules, 'rules' | 'meaning'>,
): T {
  const hasConditions = rules.some(({ where, condition }) => where !== null || condition !== undefined);
  const known = withMissing(given, meaning, dialect);
  return withMeanings(hasConditions ? withTypes(known, meaning, dialect) : known, meaning);
}

/** What of a contract is held against a source. */
export interface Rules {
  readonly rules: readonly Rule[];
  /** zero rows are no failure, neither of the source nor of a condition */
  readonly allowEmpty: boolean;
  readonly meaning: Meaning;
}

/** A condition that people wrote is one expression of one SELECT, or the rule cannot be evaluated. */
async function refuseForeignSql({ engine, source, results }: Checking, rule: Rule): Promise<void> {
  for (const [what, sql] of [
    ['where', rule.where],
    ['sql', rule.condition],
  ] as const) {
    if (sql === null || sql === undefined || results.has(rule)) continue;
    const problem = await engine.expressionProblem(sql, source.relation);
    if (problem !== null) results.set(rule, errorResult(source, rule, `\`${what}\` ${problem}`));
  }
}

/**
 * `present` has said as strictly that a column is missing, and an optional one may be; any other is an error of the rule.
 */
function isReadable({ source, optional, results }: Checking, rule: Rule): boolean {
  const isMissing = (name: string): boolean => !source.columns.some((column) => column.name === name);
  const missing = columnsRead(rule).filter(isMissing);
  if (missing.length === 0) return true;
  const [only, second] = rule.columns;
  const isTold = [...results.keys()].some(
    ({ kind, column, severity }) => kind === 'present' && column === only && isAsStrict(severity, rule.severity),
  );
  if (only !== undefined && second === undefined && isMissing(only) && (isTold || optional.has(only))) return false;
  results.set(rule, errorResult(source, rule, `column ${missing.map(quoted).join(', ')} is missing`));
  return false;
}
