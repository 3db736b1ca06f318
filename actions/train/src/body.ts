import type { Body } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { listedData } from './data.ts';
import type { Execution } from './execute.ts';
import { emptyHarvest, type Harvest } from './harvest.ts';
import { secretMask } from './mask.ts';
import { recorded } from './place.ts';
import type { Plan } from './plan.ts';

const verdictOf = { SUCCEEDED: 'succeeded', FAILED: 'failed', STOPPED: 'stopped', TIMEOUT: 'timeout' } as const;

/** What the record says of a run. Nothing that a failed run left behind stands in it: it must not be taken for a result. */
export function bodyOf(
  plan: Plan,
  execution: Execution,
  harvested: Harvest,
  ports: Ports,
): Omit<Body<'train'>, 'startedAt' | 'durationSeconds'> {
  const ending = { ...execution.ending, ...failureOf(harvested) };
  const { outputs, trained, metrics, scores, notices } = ending.phase === 'SUCCEEDED' ? harvested : emptyHarvest;
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
    outputs,
    trained,
    metrics,
    ...(scores && { scores }),
    notices: [...notices],
    logTail: tail,
  };
}

/** A command that ended well has failed all the same when something is wrong with what it left. */
function failureOf({ problems }: Harvest) {
  if (problems.length === 0) return {};
  return { phase: 'FAILED' as const, reason: problems.map((problem) => problem.replace(/\.$/, '')).join('; ') };
}
