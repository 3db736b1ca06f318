import { inputProblem } from '@ml-actions/core/error';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import type { Engine } from '../engine.ts';
import type { Source } from '../source.ts';
import { draftColumn } from './column.ts';
import { factsOf, type SourceFacts } from './facts.ts';
import { keyOf } from './identifier.ts';
import { mergeFacts } from './merge.ts';
import { probe } from './probe.ts';
import { rowsAround } from './slack.ts';
import { contractText } from './yaml.ts';

export interface DraftRequest {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  /** the paths of each source as the contract names them */
  readonly data: ReadonlyMap<string, readonly string[]>;
  /** absolute; where files that rules name would lie */
  readonly root: string;
}

export interface Draft {
  readonly text: string;
  readonly rows: number;
  readonly columns: number;
  /** columns of which no value was written */
  readonly personal: readonly string[];
  /** rules that the contract asks, all of them held by the data */
  readonly rules: number;
}

/**
 * A native contract that this data holds, with slack for later data, proved by the checks themselves.
 * @throws InputError when a source cannot be read to its end
 */
export async function draftContract({ engine, sources, data, root }: DraftRequest): Promise<Draft> {
  const facts: SourceFacts[] = [];
  for (const source of sources) facts.push(await factsOf(engine, source));
  const merged = mergeFacts(facts);
  const proven = await probe(engine, sources, merged, root);
  const key = keyOf(merged);
  const columns = merged.map((column) => draftColumn(column, proven, column.name === key));
  const text = contractText({
    data,
    delimiter: delimiterOf(sources),
    key,
    columns,
    between: rowsAround(Math.min(...facts.map(({ rows }) => rows)), Math.max(...facts.map(({ rows }) => rows))),
    read: facts.map(({ source, rows }) => ({ source, rows })),
  });
  const rules = await prove(text, { engine, sources, root });
  const personal = columns.filter(({ keys }) => keys.pii === true).map(({ name }) => name);
  const rows = facts.reduce((sum, each) => sum + each.rows, 0);
  return { text, rows, columns: columns.length, personal, rules };
}

/** The delimiter that all CSV files share, where a reader would not expect it. */
function delimiterOf(sources: readonly Source[]): string | null {
  const marks = new Set(sources.flatMap(({ dialect }) => (dialect ? [dialect.delimiter] : [])));
  const [mark] = marks;
  return marks.size === 1 && mark !== undefined && mark !== ',' ? mark : null;
}

/** The contract is read back and held against the data: what it does not hold is our mistake, and is never written. */
async function prove(text: string, { engine, sources, root }: Omit<DraftRequest, 'data'>): Promise<number> {
  const contract = parseContract(text, 'the draft');
  const { verdict, rules } = await checkData({ engine, sources, contract, files: { workspace: root, base: root } });
  if (verdict === 'pass') return rules.length;
  const broken = rules.filter(({ status }) => status !== 'pass').map(({ id }) => id);
  throw inputProblem({
    where: 'mode: init',
    what: 'the draft does not hold on the data that it was made from',
    got: broken.slice(0, 5).join(', '),
    next: 'Please report this; nothing was written.',
  });
}
