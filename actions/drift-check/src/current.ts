import type { Config } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Belonging } from '@ml-actions/data/drift/join';
import type { Engine } from '@ml-actions/data/engine';
import type { FetchedFile } from '@ml-actions/data/remote/fetch-remote';
import type { Source, Table } from '@ml-actions/data/source';
import type { DriftInputs } from './inputs.ts';
import { fromWorkspace } from './place.ts';

/** The data to check, with what belongs to it. */
export interface Current<T extends Table = Source> {
  readonly sources: readonly T[];
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
  const { openSource } = await import('@ml-actions/data/source');
  const root = ports.run.workspace;
  const open = (name: string, paths: readonly string[], allowEmpty = false) =>
    openSource(engine, { name, paths: paths.map((path) => fromWorkspace(path, ports)), root, fetched, allowEmpty });
  const { predictions, truth, 'join-key': key } = inputs;
  let data = await open('current', inputs.current);
  const holds = (name: string): boolean => data.columns.some((column) => column.name === name);
  const join = async (right: Source, how: Omit<Belonging, 'key'>): Promise<void> => {
    const { joinByKey } = await import('@ml-actions/data/drift/join');
    data = await joinByKey(engine, data, right, { key: key ?? '', ...how });
  };
  const others: Source[] = [];
  const predictionsFile = predictions !== undefined && !holds(predictions);
  const brought = new Set<string>();
  if (predictionsFile) {
    const file = await open('predictions', [predictions]);
    for (const { name } of file.columns) if (!holds(name)) brought.add(name);
    if (key === undefined) others.push(file);
    else await join(file, { theirs: saidColumns(ports.config), isOpen: true, isLate: false });
  }
  if (truth === undefined) return { sources: [data, ...others], predictionsFile, brought, truth: null };
  if (holds(truth)) return { sources: [data, ...others], predictionsFile, brought, truth };
  const { truthColumn } = await import('./truth.ts');
  const file = await open('truth', [truth], true); // before the first label comes
  const column = truthColumn(file, key, ports.config);
  await join(file, { theirs: [column], isOpen: false, isLate: true });
  return { sources: [data, ...others], predictionsFile, brought, truth: column };
}

/** What a model says: a file of predictions knows it better than a column of the same name beside the features. */
const saidColumns = ({ shared: { columns } }: Config): string[] => [
  columns?.score ?? 'score',
  columns?.prediction ?? 'prediction',
];
