import { inputProblem } from '@ml-actions/core/error';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DeployInputs } from './inputs.ts';
import { servedDigest, Unproven } from './probe.ts';
import { type DirectoryConfig, directoryOf } from './targets/directory/config.ts';
import { currentRelease } from './targets/directory/flip.ts';
import { placesIn } from './targets/directory/places.ts';
import { labelOf, outcomeOf, type Task } from './task.ts';

interface Asked {
  readonly inputs: DeployInputs;
  readonly config: DirectoryConfig;
  readonly environment: string;
  readonly serving: VersionRecord | null;
}

/**
 * Says what serves: by the record store, in the target, at the endpoint. Changes nothing.
 *
 * @throws InputError when nothing was ever deployed there
 */
export async function status(
  { inputs, config, environment, serving }: Asked,
  ports: Ports,
): Promise<Outcome<'deploy'>> {
  if (!serving)
    throw inputProblem({
      where: 'environment',
      what: `nothing of ${ports.model} serves in ${environment} by the record store`,
    });
  const expected = serving.predicate.modelDigest;
  const seen = [
    `target: ${agreement((await currentRelease(placesIn(directoryOf(config, ports.base))))?.digest ?? null, expected)}`,
    ...(config.url === undefined ? [] : [`endpoint: ${await endpointSays(config, ports.model, expected)}`]),
  ];
  const agrees = seen.every((line) => line.endsWith(AGREES));
  const task: Task = {
    inputs,
    config,
    environment,
    name: serving.predicate.name,
    version: serving,
    serving,
    isRollback: false,
    evidence: [],
  };
  return outcomeOf(task, {
    verdict: agrees ? 'unchanged' : 'inconclusive',
    reason: `${labelOf(serving)} by the record store; ${seen.join('; ')}`,
    changed: false,
  });
}

const AGREES = 'the same';
const agreement = (digest: string | null, expected: string): string =>
  digest === expected ? AGREES : digest ? `sha256 ${digest}` : 'nothing';

async function endpointSays(config: DirectoryConfig, model: string, expected: string): Promise<string> {
  const identity = config['identity-path'] ?? `/v2/models/${model}`;
  try {
    return agreement(
      await servedDigest({ base: (config.url ?? '').replace(/\/+$/, ''), identity, ready: '', infer: '' }),
      expected,
    );
  } catch (error) {
    if (error instanceof Unproven) return error.message;
    throw error;
  }
}
