import type { Config } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Belonging, joinByKey } from '@ml-actions/data/drift/join';
import type { Engine } from '@ml-actions/data/engine';
import type { FetchedFile } from '@ml-actions/data/remote/fetch-remote';
import { openSource, type Source, type Table } from '@ml-actions/data/source';
import type { DriftInputs } from './inputs.ts';
import { fromWorkspace } from './place.ts';
import { truthColumn } from './truth.ts';

/** The data to check, with what belongs to it. */
export interface Current<T extends Table = Source> {
  readonly sources: readonly T[];
  /** what `current` names, before anything is joined to it */
  readonly own: T;
  /** `predictions` named a file */
  readonly predictionsFile: boolean;
  /** columns that only this file has: none of them is a feature of the data */
  readonly brought: ReadonlySet<string>;
  /** column of the first source with the truth, where it was given; its values may be missing still */
  readonly truth: string | null;
}

/** Opens the current data, and the predictions and truths where they are in files of their own. */
export async function openCurrent(
  inputs: DriftInputs,
  ports: Ports,
  engine: Engine,
  fetched: readonly FetchedFile[],
): Promise<Current> {
  const open: Open = (name, paths, allowEmpty = false) =>
    openSource(engine, {
      ...{ name, fetched, allowEmpty, root: ports.run.workspace },
      paths: paths.map((path) => fromWorkspace(path, ports)),
    });
  const join: Join = (data, file, how) => joinByKey(engine, data, file, { key: inputs['join-key'] ?? '', ...how });
  const files = { open, join, config: ports.config };
  const data = await open('current', inputs.current);
  return { ...(await withTruth(await withPredictions(data, inputs, files), inputs, files)), own: data };
}

type Open = (name: string, paths: readonly string[], allowEmpty?: boolean) => Promise<Source>;
type Join = (data: Source, file: Source, how: Omit<Belonging, 'key'>) => Promise<Source>;

interface Files {
  readonly open: Open;
  readonly join: Join;
  readonly config: Config;
}

const holds = ({ columns }: Source, name: string): boolean => columns.some((column) => column.name === name);

interface Predicted extends Omit<Current, 'truth' | 'sources' | 'own'> {
  readonly data: Source;
  /** predictions that stand beside the data, for want of a key */
  readonly others: readonly Source[];
}

async function withPredictions(
  data: Source,
  { predictions, 'join-key': key }: DriftInputs,
  { open, join, config }: Files,
): Promise<Predicted> {
  if (predictions === undefined || holds(data, predictions))
    return { data, others: [], predictionsFile: false, brought: new Set() };
  const file = await open('predictions', [predictions]);
  const names = file.columns.map(({ name }) => name);
  const facts = { predictionsFile: true, brought: new Set(names.filter((name) => !holds(data, name))) };
  if (key === undefined) return { ...facts, data, others: [file] };
  const joined = await join(data, file, { theirs: saidColumns(config), isOpen: true, isLate: false });
  return { ...facts, data: joined, others: [] };
}

/** What a model says: a file of predictions knows it better than a column of the same name beside the features. */
const saidColumns = ({ shared: { columns } }: Config): string[] => [
  columns?.score ?? 'score',
  columns?.prediction ?? 'prediction',
];

async function withTruth(
  { data, others, ...facts }: Predicted,
  { truth, 'join-key': key }: DriftInputs,
  { open, join, config }: Files,
): Promise<Omit<Current, 'own'>> {
  if (truth === undefined || holds(data, truth)) return { ...facts, sources: [data, ...others], truth: truth ?? null };
  const file = await open('truth', [truth], true); // before the first label comes
  const column = truthColumn(file, key, config);
  const labelled = await join(data, file, { theirs: [column], isOpen: false, isLate: true });
  return { ...facts, sources: [labelled, ...others], truth: column };
}
