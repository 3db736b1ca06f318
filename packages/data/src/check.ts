import { inputProblem } from '@ml-actions/core/error';
import { checkSource } from './check-source.ts';
import type { Contract } from './contract/native.ts';
import type { Engine } from './engine.ts';
import type { RuleResult, Status } from './result.ts';
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
  readonly verdict: Status;
  readonly contract: string;
  readonly engine: string;
  readonly sources: readonly SourceReport[];
  readonly rules: readonly RuleResult[];
}

const RANK: readonly Status[] = ['pass', 'warn', 'fail', 'error'];

/**
 * Checks every source against every rule of the contract: one scan of aggregates, one grouping per uniqueness rule.
 * @throws InputError when a source cannot be read to its end (a damaged row, a damaged file)
 */
export async function checkData(request: {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  readonly contract: Contract;
}): Promise<DataReport> {
  const { engine, sources, contract } = request;
  if (sources.length === 0) throw inputProblem({ where: contract.file, what: 'there is no data to check' });
  const reports: SourceReport[] = [];
  const rules: RuleResult[] = [];
  for (const source of sources) {
    const { rows, results } = await checkSource(engine, source, contract.rules);
    reports.push(describe(source, rows));
    rules.push(...results);
  }
  const verdict = RANK[Math.max(0, ...rules.map(({ status }) => RANK.indexOf(status)))] ?? 'pass';
  return { verdict, contract: contract.file, engine: engine.version, sources: reports, rules };
}

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
