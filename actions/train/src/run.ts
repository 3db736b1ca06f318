import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { bodyOf } from './body.ts';
import { type Execution, execute } from './execute.ts';
import { emptyHarvest, type Harvest, harvest } from './harvest.ts';
import type { TrainInputs } from './inputs.ts';
import { idOf, outcomeOf } from './outcome.ts';
import { planOf } from './plan.ts';
import { hasProfile, writeProfile } from './profile.ts';

/** Trains: plan, execute, harvest. Only what the command provably did makes the run succeed, never what it printed. */
export async function run(inputs: TrainInputs, ports: Ports): Promise<Outcome<'train'>> {
  const plan = await planOf(inputs, ports);
  const startedAt = ports.clock();
  announce(inputs, ports);
  const execution = await execute(plan, ports);
  const durationSeconds = (ports.clock().getTime() - startedAt.getTime()) / 1_000;
  const left = execution.ending.phase === 'SUCCEEDED' ? await harvest(plan, execution.given) : emptyHarvest;
  const harvested = await withProfile(left, execution, idOf(inputs), ports);
  const body = {
    ...bodyOf(plan, execution, harvested, ports),
    startedAt: startedAt.toISOString(),
    durationSeconds,
  };
  for (const notice of body.notices) ports.log.warning(notice);
  if (body.phase === 'SUCCEEDED') ports.log.info(`Training succeeded: model ${body.trained?.digest ?? 'none'}`);
  else ports.log.error(`train: ${body.reason}.`);
  return outcomeOf(body, inputs, ports);
}

function announce(inputs: TrainInputs, { log, run }: Ports): void {
  if (inputs.cache === 'auto') log.info('Cache: off; reusing an earlier run is not available yet.');
  if (inputs.artifact && run.isPublic) {
    log.notice('train: this repository is public, so everybody can download the model from the artifacts of this run.');
  }
}

async function withProfile(left: Harvest, { given }: Execution, id: string, ports: Ports): Promise<Harvest> {
  const material = { id, data: given.data.identities, outputs: left.outputs };
  if (left.problems.length > 0 || ports.signal.aborted || !hasProfile(material)) return left;
  const profile = await writeProfile(material, ports);
  if (typeof profile === 'string') return { ...left, notices: [...left.notices, profile] };
  return { ...left, outputs: [...left.outputs, profile] };
}
