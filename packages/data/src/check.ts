import { inputProblem } from '@ml-actions/core/error';
import { evaluated, type Files } from './block.ts';
import { checkSource } from './check-source.ts';
import type { Contract } from './contract/native.ts';
import type { Engine } from './engine.ts';
import type { Broken } from './failing/failing-file.ts';
import { personalColumns, withoutValue } from './failing/personal.ts';
import { withOwnRules } from './images/own-rules.ts';
import { withPaths } from './paths.ts';
import { type RuleResult, type Verdict, verdictOf } from './result.ts';
import { columnsRead } from './rule.ts';
import { requireSameCount } from './second-count.ts';
import { withNames } from './segments/name.ts';
import type { Source } from './source.ts';

export interface SourceReport {
  readonly name: string;
  readonly files: readonly string[];
  readonly format: string;
  readonly rows: number;
  readonly bytes: number;
  /** the CSV delimiter, when we found it ourselves */
  readonly foundDelimiter?: string;
}

export interface DataReport {
  /** the worst status of any rule; `error` outranks `fail` */
  readonly verdict: Verdict;
  readonly contract: string;
  readonly engine: string;
  readonly sources: readonly SourceReport[];
  readonly rules: readonly RuleResult[];
  /** the rules that do not hold and whose rows can be told, by their index */
  readonly broken: ReadonlyMap<number, Broken>;
  /** columns whose values are never shown */
  readonly personal: ReadonlySet<string>;
}

/**
 * Checks every source against every rule of the contract: one scan of aggregates, one grouping per uniqueness rule; then
 * the rules that compare sources or read more than a scan can.
 * @throws InputError when a source cannot be read to its end (a damaged row, a damaged file)
 */
export async function checkData(request: {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  readonly contract: Contract;
  readonly files: Files;
}): Promise<DataReport> {
  const { engine, contract, files } = request;
  if (request.sources.length === 0) throw inputProblem({ where: contract.file, what: 'there is no data to check' });
  const named = namesIn(contract);
  const isClosed = contract.rules.some(({ kind }) => kind === 'extra-columns');
  const sources: Source[] = [];
  for (const source of request.sources) sources.push(await withPaths(engine, source, named, isClosed));
  const reports: SourceReport[] = [];
  const results: RuleResult[] = [];
  for (const source of sources) {
    const checked = await checkSource(engine, source, withOwnRules(contract, source));
    requireSameCount(source, checked.rows);
    reports.push(describe(source, checked.rows));
    results.push(...checked.results);
  }
  const { meaning, allowEmpty } = contract;
  const situation = { engine, sources, files, meaning, allowEmpty };
  for (const block of contract.blocks) results.push(...(await evaluated(block, situation)));
  return { contract: contract.file, engine: engine.version, sources: reports, ...reported(contract, results) };
}

/** What results say together, and what of them may be told. */
export function reported(
  { meaning, blocks }: Pick<Contract, 'meaning' | 'blocks'>,
  results: readonly RuleResult[],
): Pick<DataReport, 'verdict' | 'rules' | 'broken' | 'personal'> {
  const personal = personalColumns(meaning, blocks, results);
  const rules = results.map(({ rows: _, ...result }) => withNames(withoutValue(result, personal), meaning, personal));
  return { verdict: verdictOf(rules), rules, broken: brokenOf(results), personal };
}

function brokenOf(results: readonly RuleResult[]): Map<number, Broken> {
  const broken = new Map<number, Broken>();
  for (const [at, { id, status, failing, rows }] of results.entries())
    if (rows && failing !== null && failing > 0 && status !== 'pass' && status !== 'error')
      broken.set(at, { id, failing, rows });
  return broken;
}

/** What the contract calls columns. */
export const namesIn = ({ meaning, rules }: Contract): string[] => [
  ...meaning.missing.keys(),
  ...rules.flatMap(columnsRead),
];

function describe(source: Source, rows: number): SourceReport {
  return {
    name: source.name,
    files: source.files.map(({ path }) => path),
    format: source.format,
    rows,
    bytes: source.bytes,
    ...(source.dialect?.from === 'found' && { foundDelimiter: source.dialect.delimiter }),
  };
}
