import { inputProblem } from '@ml-actions/core/error';
import type { DataSource } from '@ml-actions/core/record/predicate/validate-data';
import { checkData } from '@ml-actions/data/check';
import { type Contract, parseContract } from '@ml-actions/data/contract/native';
import { type Engine, openEngine } from '@ml-actions/data/engine';
import { digestFiles, fingerprint } from '@ml-actions/data/fingerprint';
import { alike, type Plan, prepared, type Ready } from '@ml-actions/data/passes';
import type { Meaning } from '@ml-actions/data/relation';
import type { Remote } from '@ml-actions/data/remote/fetch-for-run';
import type { SourceShape } from '@ml-actions/data/shape/shape';
import { takeShape } from '@ml-actions/data/shape/take';
import { openSource, type Source } from '@ml-actions/data/source';
import type { InferredType } from '@ml-actions/data/written';
import type { Stated } from './blocks.ts';
import { type DataEntry, fromBase } from './data.ts';
import { type Failing, failingOf } from './failing.ts';
import { type ProfileColumns, profileText } from './profile.ts';
import { progressText } from './progress-text.ts';
import { type Checked, checkedOf, digestOf, fingerprintOf, type HashedFile, sourceRecord } from './recorded.ts';
import type { Samples } from './samples.ts';

/** Everything that checking needs, as plain values: it may happen in another process. */
export interface CheckOrder {
  readonly workspace: string;
  /** where the paths of contracts start */
  readonly base: string;
  readonly engine: {
    readonly temp: string;
    readonly toolCache: string;
    readonly enginePath?: string;
    readonly mirror?: string;
    /** bytes */
    readonly memoryLimit?: number;
  };
  /** the input `data`; empty: what each contract names */
  readonly data: readonly DataEntry[];
  readonly remote: Remote | null;
  /** directories outside that links may lead into */
  readonly caches: readonly string[];
  readonly contract: ContractText;
  readonly proposed: ContractText | null;
  readonly profile: ProfileColumns | null;
  readonly samples: Samples;
}

export interface ContractText {
  /** as messages name it */
  readonly file: string;
  readonly text: string;
  /** what inputs say beside it */
  readonly blocks: Stated;
}

export interface CheckAnswer {
  readonly decided: Checked;
  readonly proposed: Checked | null;
  readonly failing: Failing;
  readonly sources: readonly DataSource[];
  readonly digest: string;
  readonly fingerprint: string;
  /** its name and version */
  readonly engine: string;
  /** the reference profile, where one was asked for */
  readonly profile: string | null;
  /** how the values of every column lie, for the page */
  readonly shapes: readonly SourceShape[];
}

/** Scans of the fingerprint and the shapes, and about as many of a profile as it has stages. */
const OWN_SCANS = 2;
const PROFILE_SCANS = 3;

/** Milliseconds after which a scan says how far it is, and says it again. */
const TELL_EVERY = 10_000;

/**
 * Checks the data against the contract that decides and against the one that is proposed.
 *
 * @param say hears how far long scans are
 * @throws InputError for a contract that is wrong and for data that cannot be read to its end
 */
export async function checkFiles(order: CheckOrder, say: (line: string) => void = () => {}): Promise<CheckAnswer> {
  const contract = contractOf(order.contract);
  const proposed = order.proposed && contractOf(order.proposed);
  const sizes = new Map<string, number>();
  const tell = (where: string, percent: number): void => say(progressText(where, percent, sizes.get(where)));
  const engine = await openEngine({ allow: allowed(order), ...order.engine, progress: { every: TELL_EVERY, tell } });
  try {
    const opened = await openSources(engine, contract, order);
    for (const { name, bytes } of opened) sizes.set(name, bytes);
    const sources = await prepared(engine, opened, planOf(contract, proposed, order));
    const report = await checkData({ engine, sources, contract, files: order });
    const personal = new Set([...report.personal, ...(proposed?.meaning.personal ?? [])]);
    const { failing, places } = await failingOf(engine, report, order.samples, { key: contract.key, personal });
    const described = await Promise.all(sources.map((source) => describe(engine, source)));
    return {
      decided: checkedOf(contract, report, places),
      proposed: proposed && (await proposedOf(engine, proposed, { opened, sources }, order)),
      failing,
      sources: described.map(({ source }) => source),
      digest: digestOf(described.flatMap(({ files }) => files)),
      fingerprint: fingerprintOf(described.map(({ source }) => source)),
      engine: `DuckDB ${engine.version}`,
      profile: order.profile && (await profileText(engine, sources, order.profile)),
      shapes: await shapesOf(engine, sources, described, { ...contract.meaning, personal }, order),
    };
  } finally {
    await engine.close();
  }
}

const planOf = (contract: Contract, proposed: Contract | null, { profile }: CheckOrder): Plan => ({
  contracts: proposed ? [contract, proposed] : [contract],
  further: OWN_SCANS + (profile ? PROFILE_SCANS : 0),
});

export const contractOf = ({ text, file, blocks }: ContractText): Contract => parseContract(text, file, blocks);
export const allowed = ({ workspace, remote, caches }: CheckOrder): string[] => [
  workspace,
  ...(remote ? [remote.cache] : []),
  ...caches,
];

export async function openSources(
  engine: Engine,
  contract: Pick<Contract, 'file' | 'data' | 'csv' | 'allowEmpty'>,
  order: Pick<CheckOrder, 'data' | 'workspace' | 'base' | 'remote' | 'caches'>,
): Promise<readonly Source[]> {
  const entries = order.data.length > 0 ? order.data : entriesOf(contract, order);
  if (entries.length === 0) throw noData(contract);
  const { csv, allowEmpty } = contract;
  const given = { root: order.workspace, caches: order.caches, csv, allowEmpty, fetched: order.remote?.fetched ?? [] };
  const sources: Source[] = [];
  for (const { name, paths } of entries) sources.push(await openSource(engine, { name, paths, ...given }));
  return sources;
}

export const noData = ({ file }: Pick<Contract, 'file'>): Error =>
  inputProblem({
    where: 'data',
    what: `no data is named, and ${file} names none`,
    expected: 'paths, globs or tables',
    next: 'Set `data`, here or in the contract.',
  });

const entriesOf = (
  { data }: Pick<Contract, 'data'>,
  { base, workspace }: Pick<CheckOrder, 'base' | 'workspace'>,
): readonly DataEntry[] => [...data].map(([name, paths]) => ({ name, paths: paths.map(fromBase(base, workspace)) }));

async function proposedOf(engine: Engine, contract: Contract, ready: Ready, order: CheckOrder): Promise<Checked> {
  const sources = alike(await openSources(engine, contract, order), ready);
  return checkedOf(contract, await checkData({ engine, sources, contract, files: order }));
}

/** A source as the record tells it, with what only the run needs. */
interface Described {
  readonly source: DataSource;
  readonly files: readonly HashedFile[];
  readonly types: ReadonlyMap<string, InferredType>;
}

async function describe(engine: Engine, source: Source): Promise<Described> {
  const identity = await fingerprint(engine, source);
  const { files } = await digestFiles(source);
  const types = new Map(identity.columns.map(({ name, type }) => [name, type]));
  return { source: sourceRecord(source, identity, files), files, types };
}

/** One after the other: each makes a table of its own. */
async function shapesOf(
  engine: Engine,
  sources: readonly Source[],
  described: readonly Described[],
  meaning: Meaning,
  { samples }: CheckOrder,
): Promise<readonly SourceShape[]> {
  const named = samples.level === 'values';
  const shapes: SourceShape[] = [];
  for (const [at, source] of sources.entries()) {
    const { types = new Map(), source: { rows } = { rows: 0 } } = described[at] ?? {};
    shapes.push(await takeShape(engine, source, { meaning, types, rows, named }));
  }
  return shapes;
}
