import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { insideNew } from '@ml-actions/core/path/inside';
import { filesSuffix } from '@ml-actions/core/record/records';
import { laptopEvent } from '@ml-actions/core/runner/context';
import type { Ports } from '@ml-actions/core/runner/ports';
import { fromBase } from './data.ts';
import type { ValidateInputs } from './inputs.ts';

const name = 'states';

/** Absolute folder of the states, inside the workspace. */
export const statesFolder = ({ states }: ValidateInputs, { run, base, model }: Ports): Promise<string> =>
  insideNew(
    run.workspace,
    states === undefined ? `.ml-actions/${model}/states` : fromBase(base, run.workspace)(states),
    name,
  );

const bundlePrefix = (model: string): string => `ml-actions-${model}-validate-data-states-`;
/** `2-of-3-1`: shard, total, attempt. */
const bundled = /^(\d+)-of-(\d+)-(\d+)$/;
const shardName = /^shard-\d+-of-\d+$/;

/**
 * Hands a shard's folder to the jobs that come after this one.
 *
 * @throws ServiceError when that is refused: a reduce without it could not judge
 */
export async function handOver(folder: string, { handover, model, run, log }: Ports): Promise<void> {
  if (!handover) {
    if (run.event !== laptopEvent)
      log.notice('states: there is no hand-over; `mode: reduce` needs this folder, as its input `states`.');
    return;
  }
  const shard = basename(folder).replace(/^shard-/, '');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const bundle = `${bundlePrefix(model)}${shard}-${run.runAttempt}${filesSuffix}`;
  await handover.publish(bundle, join(folder, '..'), files.sort(), undefined);
}

/**
 * Folders of the shards to be judged together: those that jobs of the run handed over, in the newest attempt of each;
 * those in the folder `states` where that is given, or nothing can be handed over.
 */
export async function shardFolders(inputs: ValidateInputs, ports: Ports): Promise<readonly string[]> {
  const { handover, run, model } = ports;
  if (inputs.states !== undefined || !handover) return foldersIn(await statesFolder(inputs, ports));
  const runId = inputs['from-run'] ?? run.runId;
  const newest = new Map<string, { readonly bundle: string; readonly attempt: number }>();
  for (const bundle of await handover.list(bundlePrefix(model), runId)) {
    const found = bundled.exec(bundle.slice(bundlePrefix(model).length, -filesSuffix.length));
    if (!found) continue;
    const [shard, attempt] = [`${found[1]}-of-${found[2]}`, Number(found[3])];
    if (attempt > (newest.get(shard)?.attempt ?? 0)) newest.set(shard, { bundle, attempt });
  }
  const folders: string[] = [];
  for (const { bundle } of newest.values()) {
    const into = join(run.temp, 'ml-actions-states', bundle);
    await rm(into, { recursive: true, force: true });
    await handover.fetch(bundle, runId, into);
    folders.push(...(await foldersIn(into)));
  }
  return folders;
}

async function foldersIn(root: string): Promise<readonly string[]> {
  const names = await readdir(root).catch(() => []);
  return names
    .filter((one) => shardName.test(one))
    .sort()
    .map((one) => join(root, one));
}

/** Most shards of one whole: a matrix has at most 256 jobs (GitHub Docs, Usage limits). */
const mostShards = 256;

/**
 * The input `shard`.
 *
 * @throws InputError for what is no `NUMBER/TOTAL`
 */
export function shardOf({ shard = '' }: ValidateInputs): { readonly number: number; readonly of: number } {
  const [, number, of] = (/^\s*(\d{1,3})\s*\/\s*(\d{1,3})\s*$/.exec(shard) ?? []).map(Number);
  if (number !== undefined && of !== undefined && number >= 1 && number <= of && of <= mostShards)
    return { number, of };
  throw inputProblem({
    where: 'shard',
    what: shard === '' ? '`mode: map` needs to know which shard this is' : 'this is no shard',
    ...(shard !== '' && { got: JSON.stringify(shard) }),
    expected: `NUMBER/TOTAL, from 1/1 to ${mostShards}/${mostShards}`,
    next: 'In a matrix: `shard: ${{ matrix.shard }}/${{ strategy.job-total }}`.',
  });
}
