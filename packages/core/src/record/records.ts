import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inputProblem } from '../error.ts';
import { writeWhole } from '../store/whole-file.ts';
import type { Handover } from './handover.ts';
import { artifactName, recordKey, recordPath } from './identity.ts';
import type { Predicates } from './predicate/all.ts';
import type { ActionName, Header } from './predicate/header.ts';
import { decodeRecord, failureOf, type LoadedRecord, recordOf } from './record.ts';

/** Ends the name of the bundle that carries a record's files. */
export const filesSuffix = '-files';

/** The records of one run and one model, as this job can see them: its own folder first, then the hand-over. */
export interface Records {
  /** whether other jobs' records can be seen at all */
  readonly shared: boolean;
  /** All records of the run, newest attempt of each action and id; failures included. */
  list(): Promise<readonly LoadedRecord[]>;
  /**
   * The record that an action left in this run, or null when there is none. With several ids, `default` wins.
   * With `files`, the hand-over's model files are fetched too and `root` is where they are.
   *
   * @throws InputError when that action failed, or left several records and none is `default`.
   */
  find<A extends ActionName>(
    action: A,
    options?: { readonly files?: boolean },
  ): Promise<LoadedRecord<Predicates[A]> | null>;
  /** Writes a record into the job's folder and returns its path relative to the workspace. */
  write(record: Header, bytes: Uint8Array): Promise<string>;
  /** Hands a written record, and the files it speaks of, to later jobs. */
  publish(record: Header, files: readonly string[], retentionDays: number | undefined): Promise<void>;
}

interface Place {
  readonly workspace: string;
  readonly temp: string;
  readonly model: string;
  /** the run whose records are read: this one, or the one that `from-run` names */
  readonly runId: string;
  /** null: nothing leaves this job but the store and the comment */
  readonly handover: Handover | null;
}

export function openRecords(place: Place): Records {
  const { workspace, model, handover } = place;
  return {
    shared: handover !== null,
    list: () => listRecords(place),
    find: (action, options) => findRecord(place, action, options?.files ?? false),
    async write(record, bytes) {
      const path = recordPath(model, record.action, record.id);
      await writeWhole(join(workspace, path), bytes);
      return path;
    },
    async publish(record, files, retentionDays) {
      if (!handover) return;
      const name = artifactName(model, record.action, record.id, record.run.runAttempt);
      if (files.length > 0) await handover.publish(name + filesSuffix, workspace, files, retentionDays);
      await handover.publish(
        name,
        workspace,
        [join(workspace, recordPath(model, record.action, record.id))],
        retentionDays,
      );
    },
  };
}

async function listRecords(place: Place): Promise<readonly LoadedRecord[]> {
  const newest = new Map<string, LoadedRecord>();
  for (const record of [...(await localRecords(place)), ...(await handedRecords(place))]) {
    const { action, id, run, model } = record.predicate;
    if (model !== place.model || run.runId !== place.runId) continue;
    const known = newest.get(recordKey(action, id));
    if (!known || known.predicate.run.runAttempt < run.runAttempt) newest.set(recordKey(action, id), record);
  }
  return [...newest.values()];
}

async function localRecords({ workspace, model }: Place): Promise<LoadedRecord[]> {
  const folder = join(workspace, '.ml-actions', model);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names
      .sort()
      .map(async (name) => decodeRecord(await readFile(join(folder, name)), `.ml-actions/${model}/${name}`, workspace)),
  );
}

const downloads = ({ temp, runId }: Place, name: string) => join(temp, 'ml-actions', runId, name);

/** Reads the hand-over's records; one already downloaded by this job is not fetched again: bundles never change. */
async function handedRecords(place: Place): Promise<LoadedRecord[]> {
  const { handover } = place;
  if (!handover) return [];
  const names = await handover.list(`ml-actions-${place.model}-`, place.runId);
  const records: LoadedRecord[] = [];
  for (const name of names.filter((one) => !one.endsWith(filesSuffix))) {
    const into = downloads(place, name);
    const folder = join(into, '.ml-actions', place.model);
    const present = await readdir(folder).catch(() => []);
    if (present.length === 0) await handover.fetch(name, place.runId, into);
    for (const file of await readdir(folder).catch(() => [])) {
      records.push(await decodeRecord(await readFile(join(folder, file)), `artifact ${name}`, into));
    }
  }
  return records;
}

async function findRecord<A extends ActionName>(
  place: Place,
  action: A,
  files: boolean,
): Promise<LoadedRecord<Predicates[A]> | null> {
  const found = (await listRecords(place)).filter(({ predicate }) => predicate.action === action);
  const chosen = found.length === 1 ? found[0] : found.find(({ predicate }) => predicate.id === 'default');
  if (!chosen) {
    if (found.length === 0) return null;
    const ids = found.map(({ predicate }) => predicate.id).join(', ');
    throw inputProblem({
      where: action,
      what: 'left several records in this run',
      got: ids,
      expected: 'one, or one called default',
      next: 'Name the file in the input.',
    });
  }
  const record = recordOf(chosen, action);
  return files ? withFiles(place, record) : record;
}

/** In the job that made the record its files stand in the workspace; other jobs fetch them. */
async function withFiles<A extends ActionName>(
  place: Place,
  record: LoadedRecord<Predicates[A]>,
): Promise<LoadedRecord<Predicates[A]>> {
  if (record.root === place.workspace || !place.handover) return record;
  const header: Header = record.predicate;
  const name = artifactName(place.model, header.action, header.id, header.run.runAttempt) + filesSuffix;
  const into = downloads(place, name);
  const present = await readdir(into).catch(() => []);
  if (present.length === 0) await place.handover.fetch(name, place.runId, into);
  return { ...record, root: into };
}

/** Why a run left no usable record of an action, in one sentence; null when it left one. */
export const failureText = (record: LoadedRecord): string | null => failureOf(record.predicate)?.error ?? null;
