import { inputProblem } from '@ml-actions/core/error';
import { evaluated, type Files } from './block.ts';
import { checkSource } from './check-source.ts';
import type { Contract } from './contract/native.ts';
import type { Engine } from './engine.ts';
import { withPaths } from './paths.ts';
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
  readonly verdict: Exclude<Status, 'info'>;
  readonly contract: string;
  readonly engine: string;
  readonly sources: readonly SourceReport[];
  readonly rules: readonly RuleResult[];
}

/** What is only told is no worse than what holds. */
const RANK: readonly Exclude<Status, 'info'>[] = ['pass', 'warn', 'fail', 'error'];

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
  const sources: Source[] = [];
  for (const source of request.sources) sources.push(await withPaths(engine, source, named));
  const reports: SourceReport[] = [];
  const rules: RuleResult[] = [];
  for (const source of sources) {
    const { rows, results } = await checkSource(engine, source, contract);
    reports.push(describe(source, rows));
    rules.push(...results);
  }
  const { meaning, allowEmpty } = contract;
  const situation = { engine, sources, files, meaning, allowEmpty };
  for (const block of contract.blocks) rules.push(...(await evaluated(block, situation)));
  const verdict = RANK.findLast((rank) => rules.some(({ status }) => status === rank)) ?? 'pass';
  return { verdict, contract: contract.file, engine: engine.version, sources: reports, rules };
}

/** What the contract calls columns. */
const namesIn = ({ meaning, rules }: Contract): string[] => [
  ...meaning.missing.keys(),
  ...rules.flatMap(({ columns }) => columns),
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
