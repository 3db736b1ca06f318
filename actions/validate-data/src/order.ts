import { resolve } from 'node:path';
import { isPrivate } from '@ml-actions/core/runner/audience';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Salt, saltOf } from '@ml-actions/data/profile/salt';
import type { Remote } from '@ml-actions/data/remote/fetch-for-run';
import { cachesOf } from './caches.ts';
import type { CheckOrder } from './check-files.ts';
import type { ContractChoice } from './contract.ts';
import { dataEntries, fromBase } from './data.ts';
import type { ValidateInputs } from './inputs.ts';
import { memoryBytes } from './memory.ts';
import type { Samples } from './samples.ts';

/**
 * What is to be checked, as plain values.
 *
 * @throws InputError for a path without text, a `memory-limit` of another form
 */
export async function orderOf(
  inputs: ValidateInputs,
  choice: ContractChoice,
  remote: Remote | null,
  samples: Samples,
  ports: Ports,
): Promise<CheckOrder> {
  const { run, base, config } = ports;
  return {
    workspace: run.workspace,
    base,
    engine: engineOf(inputs, ports),
    data: dataEntries(inputs.data ?? [], fromBase(base, run.workspace)),
    remote,
    caches: await cachesOf(inputs, ports),
    samples,
    ...contractsOf(choice),
    profile: inputs['profile-out'] === undefined ? null : { ...config.shared.columns, salt: saltFor(inputs, ports) },
  };
}

/** The contract that decides, and the one that is proposed. */
export const contractsOf = ({
  decides,
  proposed,
  blocks,
}: ContractChoice): Pick<CheckOrder, 'contract' | 'proposed'> => ({
  contract: { file: decides.source, text: decides.text, blocks: blocks.decides },
  proposed:
    proposed === null || proposed === 'removed'
      ? null
      : { file: proposed.source, text: proposed.text, blocks: blocks.proposed },
});

/** Category values of a profile that others may read are hashed. */
const saltFor = ({ samples }: ValidateInputs, { run, model, env, log }: Ports): Salt | null =>
  isPrivate(run) || samples === 'values-in-public' ? null : saltOf(model, { env, log });

/** Where the engine is, and what it may use. */
export function engineOf(inputs: ValidateInputs, { run, base }: Ports): CheckOrder['engine'] {
  const mirror = inputs['engine-mirror'];
  const path = inputs['engine-path'];
  const limit = inputs['memory-limit'];
  return {
    temp: run.temp,
    toolCache: run.toolCache,
    ...(mirror && { mirror }),
    ...(path !== undefined && { enginePath: resolve(base, path) }),
    ...(limit !== undefined && { memoryLimit: memoryBytes(limit) }),
  };
}
