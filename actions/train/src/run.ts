import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { artifactName, recordId } from '@ml-actions/core/record/identity';
import { filesSuffix } from '@ml-actions/core/record/records';
import { subject } from '@ml-actions/core/record/statement';
import type { Body, Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { listedData } from './data.ts';
import { type Execution, execute } from './execute.ts';
import { absolutePaths, emptyHarvest, type Harvest, harvest } from './harvest.ts';
import type { TrainInputs } from './inputs.ts';
import { secretMask } from './mask.ts';
import { recorded } from './place.ts';
import { type Plan, planOf } from './plan.ts';
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

const idOf = ({ matrix }: TrainInputs): string => recordId(undefined, matrix);

async function withProfile(left: Harvest, { given }: Execution, id: string, ports: Ports): Promise<Harvest> {
  const material = { id, data: given.data.identities, outputs: left.outputs };
  if (left.problems.length > 0 || ports.signal.aborted || !hasProfile(material)) return left;
  const profile = await writeProfile(material, ports);
  if (typeof profile === 'string') return { ...left, notices: [...left.notices, profile] };
  return { ...left, outputs: [...left.outputs, profile] };
}

const verdictOf = { SUCCEEDED: 'succeeded', FAILED: 'failed', STOPPED: 'stopped', TIMEOUT: 'timeout' } as const;

function bodyOf(
  plan: Plan,
  execution: Execution,
  harvested: Harvest,
  ports: Ports,
): Omit<Body<'train'>, 'startedAt' | 'durationSeconds'> {
  const { problems, ...left } = harvested;
  const broken = problems.length > 0 && {
    phase: 'FAILED' as const,
    reason: problems.map((problem) => problem.replace(/\.$/, '')).join('; '),
  };
  const ending = { ...execution.ending, ...broken };
  const { params, data, environment } = execution.given;
  const mask = secretMask(ports.env);
  const tail = ending.phase === 'SUCCEEDED' || ports.run.isTrusted ? [] : execution.tail.map(mask);
  return {
    verdict: verdictOf[ending.phase],
    ...ending,
    backend: 'local',
    command: plan.command.map(mask),
    setup: plan.setup?.map(mask) ?? null,
    workingDirectory: recorded(plan.place, plan.place.base) || '.',
    seed: plan.seed,
    deterministic: plan.deterministic,
    params,
    data: listedData(data.identities),
    environment,
    ...left,
    notices: [...left.notices],
    logTail: tail,
  };
}

/** Roles that later jobs need; checkpoints and logs stay where they are. */
const handedOver = ['model', 'metrics', 'predictions', 'profile', 'plot'];

function outcomeOf(body: Body<'train'>, inputs: TrainInputs, ports: Ports): Outcome<'train'> {
  const succeeded = body.phase === 'SUCCEEDED';
  const { run, model } = ports;
  const bundle = artifactName(model, 'train', idOf(inputs), run.runAttempt) + filesSuffix;
  const files = succeeded
    ? absolutePaths(
        run.workspace,
        body.outputs.filter(({ role }) => handedOver.includes(role)),
      )
    : [];
  return {
    exitCode: succeeded ? 0 : 1,
    outputs: {
      phase: body.phase,
      'cache-hit': false,
      'run-id': run.runId,
      metrics: JSON.stringify(body.metrics),
      'metrics-path': body.outputs.find(({ role }) => role === 'metrics')?.path ?? '',
      'model-path': body.trained?.root ?? '',
      'model-digest': body.trained?.digest ?? '',
      'duration-seconds': body.durationSeconds,
      'artifact-name': inputs.artifact && files.length > 0 ? bundle : '',
    },
    subjects: [body.trained ? subject(model, body.trained.digest) : subject('train', sha256(canonical(body)))],
    body,
    files,
    retentionDays: inputs['retention-days'],
  };
}
