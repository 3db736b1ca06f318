import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, inputProblem } from '@ml-actions/core/error';
import { type ArtifactFacts, artifactsOfRun, downloadArtifact } from '@ml-actions/core/github/artifacts';
import type { GitHub } from '@ml-actions/core/github/client';
import { quoted } from '@ml-actions/core/path/inside';
import { unzip } from '@ml-actions/core/path/unzip';
import { artifactName, recordKey, recordPath } from '@ml-actions/core/record/identity';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { decodeRecord, encodeRecord, type LoadedRecord } from '@ml-actions/core/record/record';
import { filesSuffix } from '@ml-actions/core/record/records';
import type { Ports } from '@ml-actions/core/runner/ports';
import { identityOfRun } from './pull-run.ts';
import { type Expected, refusalOf } from './validate.ts';

/** A run of six actions with a matrix of ten legs leaves sixty records. */
const mostRecords = 200;
const mebibyte = 1024 * 1024;
/** A record is some kilobytes; one of ten thousand checks or files is some megabytes. */
const recordLimits = { archive: 8 * mebibyte, unpacked: 16 * mebibyte, entries: 1 };
/** Predictions of ten million rows; the model's own files are not unpacked. */
const filesLimits = { archive: 512 * mebibyte, unpacked: 1024 * mebibyte, entries: 10_000 };

/** What a run left for one model. */
export interface Shipped {
  /** newest attempt of each action and id, in their order; what they say of their run is what GitHub says of it */
  readonly records: readonly LoadedRecord[];
  /** why records were refused, in our words */
  readonly refused: readonly string[];
  /** other models that the run's gates judged */
  readonly otherModels: readonly string[];
  /** directory that stands for the run's checkout: the records, and what `fetchFiles` unpacked */
  readonly workspace: string;
}

/** Downloads and validates the records that a run left. @throws GitHubError when GitHub could not be asked */
export async function readShipped(expected: Expected, ports: Ports): Promise<Shipped> {
  const github = await ports.github();
  await mkdir(ports.run.temp, { recursive: true });
  const workspace = await mkdtemp(join(ports.run.temp, 'shipped-'));
  const prefix = `ml-actions-${ports.model}-`;
  const all = await artifactsOfRun(github, expected.run.id);
  const artifacts = all.filter(({ name }) => name.startsWith(prefix) && !name.endsWith(filesSuffix));
  const refused: string[] = [];
  const newest = new Map<string, LoadedRecord>();
  if (artifacts.length > mostRecords) refused.push(`there are more than ${mostRecords}; the newest were read`);
  for (const artifact of artifacts.slice(0, mostRecords)) {
    const read = await readRecord(github, artifact, expected, ports);
    if ('refused' in read) {
      ports.log.warning(`artifact ${quoted(artifact.name)}: the record was refused: ${read.detail}`);
      refused.push(read.refused);
      continue;
    }
    const { predicate } = read.record;
    const key = recordKey(predicate.action, predicate.id);
    const known = newest.get(key);
    if (predicate.model === ports.model && !(known && known.predicate.run.runAttempt > predicate.run.runAttempt))
      newest.set(key, read.record);
  }
  const inOrder = [...newest].sort(([a], [b]) => (a < b ? -1 : 1));
  const records = inOrder.map(([, record]) => verified(record, expected, workspace));
  for (const { predicate, bytes } of records)
    await write(join(workspace, recordPath(predicate.model, predicate.action, predicate.id)), bytes);
  return { records, refused, workspace, otherModels: otherModels(all, prefix) };
}

/** A gate's artifact tells its model; a model whose name goes on where ours ends cannot be told from a gate of ours. */
const otherModels = (artifacts: readonly ArtifactFacts[], prefix: string): readonly string[] => [
  ...new Set(
    artifacts.flatMap(({ name }) => {
      const model = /^ml-actions-(.+)-evaluate-gate-.+-\d+$/.exec(name)?.[1];
      return model === undefined || name.startsWith(`${prefix}evaluate-gate-`) ? [] : [model];
    }),
  ),
];

type Read = { readonly record: LoadedRecord } | { readonly refused: string; readonly detail: string };

async function readRecord(github: GitHub, artifact: ArtifactFacts, expected: Expected, { run }: Ports): Promise<Read> {
  const folder = await mkdtemp(join(run.temp, 'record-'));
  const where = 'its archive';
  const archive = join(folder, 'archive.zip');
  try {
    await downloadArtifact(github, artifact, archive, recordLimits.archive);
    const limits = { entries: recordLimits.entries, bytes: recordLimits.unpacked };
    const [name, ...more] = await unzip(archive, folder, (one) => one.endsWith('.json'), limits, where);
    if (name === undefined || more.length > 0) throw inputProblem({ where, what: 'holds no record, or more than one' });
    const record = await decodeRecord(await readFile(join(folder, name)), 'what it holds', folder);
    const why = refusalOf(record.predicate, artifact.name, expected);
    const { model: said, action, id } = record.predicate;
    if (why !== null) return { refused: why, detail: why };
    if (name !== recordPath(said, action, id)) return refusedFor('it is not where a record stands');
    return { record };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: 'it is too large, broken, or no record of this version', detail: error.message };
  }
}

const refusedFor = (why: string): Read => ({ refused: why, detail: why });

/** The record with what GitHub tells of the run in the place of what the run told; unsigned, for it is not evidence. */
function verified(record: LoadedRecord, { run, pull }: Expected, root: string): LoadedRecord {
  const { runAttempt } = record.predicate.run;
  const predicate = { ...record.predicate, run: { ...record.predicate.run, ...identityOfRun(run, pull), runAttempt } };
  const statement = { ...record.statement, predicate };
  return { ...record, statement, predicate, bytes: encodeRecord(statement), root };
}

/**
 * Unpacks what training left beside its model into the run's directory: metrics, predictions, profiles.
 *
 * @returns why files were refused, in our words
 * @throws GitHubError when GitHub could not be asked
 */
export async function fetchFiles(shipped: Shipped, expected: Expected, ports: Ports): Promise<readonly string[]> {
  try {
    await unpackFiles(shipped, expected, ports);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    ports.log.warning(`training's files were refused: ${error.message}`);
    return ["training's files are too large or broken"];
  }
}

async function unpackFiles(shipped: Shipped, expected: Expected, ports: Ports): Promise<void> {
  const github = await ports.github();
  const artifacts = await artifactsOfRun(github, expected.run.id);
  for (const { predicate } of shipped.records.filter(({ predicate }) => predicate.action === 'train')) {
    const name = artifactName(ports.model, 'train', predicate.id, predicate.run.runAttempt) + filesSuffix;
    const artifact = artifacts.find((one) => one.name === name);
    const outputs = new Set(((predicate as TrainPredicate).outputs ?? []).map(({ path }) => path));
    if (!artifact || outputs.size === 0) continue;
    const archive = join(await mkdtemp(join(ports.run.temp, 'files-')), 'archive.zip');
    await downloadArtifact(github, artifact, archive, filesLimits.archive);
    const wanted = (one: string) => outputs.has(one) && !isOurs(one);
    const limits = { entries: filesLimits.entries, bytes: filesLimits.unpacked };
    await unzip(archive, shipped.workspace, wanted, limits, "training's files");
  }
}

/** The folder of the records, on file systems of either case. */
const isOurs = (path: string): boolean => path.split(/[\\/]/).some((part) => part.toLowerCase() === '.ml-actions');

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
