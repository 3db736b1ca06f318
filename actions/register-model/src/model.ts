import { join, relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { type Manifest, manifestOf, modelDigest, openssfRoot } from '@ml-actions/core/model/manifest';
import { walk } from '@ml-actions/core/path/walk';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import type { LoadedRecord } from '@ml-actions/core/record/record';
import type { Ports } from '@ml-actions/core/runner/ports';

/** The model's bytes as they stand on disk now, and the training they came from if that is known. */
export interface ModelFiles {
  /** absolute directory that the manifest's paths start from */
  readonly root: string;
  readonly manifest: Manifest;
  readonly digest: string;
  readonly openssfRoot: string;
  readonly training: LoadedRecord<TrainPredicate> | null;
}

/**
 * Hashes the model's files again: what is registered is what was read here, whatever a record says.
 *
 * @throws InputError when there are no files, when they left the workspace, or differ from what was trained
 */
export async function readModel(path: string | undefined, ports: Ports): Promise<ModelFiles> {
  const training = await ports.records.find('train', { files: path === undefined });
  const { root, names } = path === undefined ? trainedFiles(training) : await namedFiles(path, ports);
  const manifest = await manifestOf(root, names, 'path');
  const digest = modelDigest(manifest);
  const trained = training?.predicate.trained?.digest;
  if (path === undefined && trained !== digest) {
    throw inputProblem({
      where: 'path',
      what: 'the files are not those that were trained',
      got: `sha256 ${digest}`,
      expected: String(trained),
      next: 'Let nothing change the model between train and register-model.',
    });
  }
  return {
    root,
    manifest,
    digest,
    openssfRoot: openssfRoot(manifest).sha256,
    training: trained === digest ? training : null,
  };
}

async function namedFiles(path: string, { run, base }: Ports) {
  const { base: root, files } = await walk(run.workspace, relative(run.workspace, resolve(base, path)) || '.', 'path');
  return { root, names: files.map((file) => file.path) };
}

function trainedFiles(training: LoadedRecord<TrainPredicate> | null) {
  const trained = training?.predicate.trained;
  if (training && trained)
    return { root: join(training.root, trained.root), names: trained.files.map((file) => file.path) };
  throw inputProblem({
    where: 'path',
    what: training
      ? 'the training of this run left no model'
      : 'this run has no training record to take the model from',
    next: 'Run train first, or set `path` to the model files.',
  });
}
