import { join } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import { fileDigest } from '@ml-actions/core/json/digest';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { type Collected, collect, type WrittenFile } from './collect.ts';
import { changedData } from './data.ts';
import type { Given } from './execute.ts';
import { readRunMetrics } from './metrics.ts';
import { identifyModel } from './model.ts';
import type { Plan } from './plan.ts';

/** What a command that ended well has left, and what is wrong with it: any problem makes it a failed run. */
export interface Harvest extends Pick<TrainPredicate, 'outputs' | 'trained' | 'metrics' | 'scores' | 'notices'> {
  readonly problems: readonly string[];
}

export const emptyHarvest: Harvest = { outputs: [], trained: null, metrics: {}, notices: [], problems: [] };

/** Exit code 0 is not success yet: every required output must be there, written by this run and readable. */
export async function harvest({ place, targets, data }: Plan, given: Given): Promise<Harvest> {
  const changed = await changedData(place, data, given.data);
  const collected = await collect(place, targets, given.before);
  const inRole = (role: WrittenFile['role']) => collected.files.filter((file) => file.role === role);
  const { metrics, scores, ...read } = await readRunMetrics(inRole('metrics'));
  const trained = await identifyModel(place, inRole('model'));
  const hashed = await hash(collected);
  return {
    metrics,
    ...(scores && { scores }),
    trained: typeof trained === 'string' ? null : trained,
    outputs: [...modelOutputs(typeof trained === 'string' ? null : trained), ...hashed.outputs],
    notices: [...collected.notices, ...read.notices],
    problems: [
      ...changed.map((name) => `data: ${name} changed while the command ran`),
      ...collected.problems,
      ...read.problems,
      ...(typeof trained === 'string' ? [trained] : []),
      ...hashed.problems,
    ],
  };
}

function modelOutputs(trained: TrainPredicate['trained']): TrainPredicate['outputs'] {
  if (!trained) return [];
  return trained.files.map((file) => ({ ...file, role: 'model', path: below(trained.root, file.path) }));
}

/** A path below `root`, which may be the workspace itself. */
export const below = (root: string, path: string): string => (root === '.' ? path : `${root}/${path}`);

async function hash({
  files,
}: Collected): Promise<{ outputs: TrainPredicate['outputs']; problems: readonly string[] }> {
  const outputs: TrainPredicate['outputs'] = [];
  const problems: string[] = [];
  for (const { role, path, absolute } of files) {
    if (role === 'model') continue;
    try {
      outputs.push({ role, path, ...(await fileDigest(absolute)) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message);
    }
  }
  return { outputs, problems };
}

/** Absolute paths of outputs in a workspace. */
export const absolutePaths = (workspace: string, outputs: TrainPredicate['outputs']): readonly string[] => [
  ...new Set(outputs.map(({ path }) => join(workspace, path))),
];
