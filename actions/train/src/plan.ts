import type { Env } from '@ml-actions/core/exec/command';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Argv, argvOf } from './argv.ts';
import { childEnv } from './child-env.ts';
import { type DataEntry, dataEntries } from './data.ts';
import type { TrainInputs } from './inputs.ts';
import { openPlace, type Place } from './place.ts';
import { type Target, targetsOf } from './targets.ts';

/** A training run as it is asked for; everything is checked that can be checked before it starts. */
export interface Plan {
  readonly place: Place;
  readonly command: Argv;
  readonly setup: Argv | null;
  readonly env: Env;
  readonly seed: number;
  readonly deterministic: 'off' | 'seed';
  readonly data: readonly DataEntry[];
  readonly params: readonly string[];
  readonly lockfile: string | undefined;
  readonly targets: readonly Target[];
  readonly timeoutMinutes: number;
  readonly graceMs: number;
  readonly interruptGraceMs: number;
}

/** The runner kills the step 10 s after SIGINT (7.5 s, SIGTERM, 2.5 s); two are for the record of the run. */
const RUNNER_GRACE_MS = 8_000;

/** @throws InputError for everything about the inputs that cannot work */
export async function planOf(inputs: TrainInputs, { run, base, env }: Ports): Promise<Plan> {
  const deterministic = inputs.deterministic === 'off' ? 'off' : 'seed';
  const graceMs = inputs['grace-seconds'] * 1_000;
  return {
    place: await openPlace(run.workspace, base),
    command: argvOf(inputs.command, 'command'),
    setup: inputs.setup === undefined ? null : argvOf(inputs.setup, 'setup'),
    env: childEnv(env, { seed: inputs.seed, deterministic }),
    seed: inputs.seed,
    deterministic,
    data: dataEntries(inputs.data ?? []),
    params: inputs.params ?? [],
    lockfile: inputs.lockfile,
    targets: targetsOf({ outputs: inputs.outputs, metrics: inputs.metrics }),
    timeoutMinutes: inputs['timeout-minutes'],
    graceMs,
    interruptGraceMs: env.GITHUB_ACTIONS === 'true' ? Math.min(graceMs, RUNNER_GRACE_MS) : graceMs,
  };
}
