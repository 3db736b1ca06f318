import { messageOf } from '@ml-actions/core/error';
import { dispatchRepository, dispatchWorkflow, runningRun, type StartedRun } from '@ml-actions/core/github/dispatch';
import { hasStatus } from '@ml-actions/core/github/error';
import { sha256 } from '@ml-actions/core/json/digest';
import type { DriftStatus } from '@ml-actions/core/record/predicate/drift-check';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DriftBody } from './body.ts';
import { claimTraining, releaseTraining } from './claim.ts';
import type { DriftInputs } from './inputs.ts';
import type { Memory } from './memory.ts';
import { isSameData } from './same-data.ts';

export type Retrain = NonNullable<DriftBody['retrain']>;

/** Event of a `repository_dispatch`, where no workflow is named. */
const EVENT = 'ml-retrain';
/** The one input that the training workflow declares. */
const REQUEST = 'ml-request';
const COLUMNS_TOLD = 20;

const causes: readonly DriftStatus[] = ['drift', 'performance'];

/** What became of a training, and whether it is only that another one goes on or has just been. */
export interface Answer {
  readonly retrain: Retrain | null;
  readonly waits: boolean;
}

/** Suggests or starts a training about confirmed drift; never about a broken schema. Reporting: a failure is a reason. */
export async function retrain(inputs: DriftInputs, ports: Ports, body: DriftBody, memory: Memory): Promise<Answer> {
  if (inputs.retrain === 'off' || !causes.includes(body.verdict)) return { retrain: null, waits: false };
  const command = `gh workflow run ${inputs['retrain-workflow'] ?? 'WORKFLOW.yml'}`;
  const refused = (reason: string): Retrain => ({ state: 'refused', command, reason, run: null });
  if (inputs.retrain === 'suggest')
    return { retrain: { state: 'suggested', command, reason: null, run: null }, waits: false };
  try {
    const reason = await refusal(ports, body);
    if (reason !== null) return { retrain: refused(reason), waits: false };
    const earlier = (await running(inputs, ports)) ?? (await claimTraining(inputs, ports));
    if (earlier !== null) return { retrain: refused(earlier), waits: true };
    const run = await start(inputs, ports, body, memory).catch(async (error: unknown) => {
      if (isRefused(error)) await releaseTraining(inputs, ports);
      throw error;
    });
    return { retrain: { state: 'started', command: null, reason: null, run }, waits: false };
  } catch (error) {
    ports.log.warning(`retrain: ${messageOf(error)}`);
    return { retrain: refused('GitHub refused to start it; the log says why'), waits: false };
  }
}

/** A training that takes longer than the cooldown, or that a person started; an event's workflow is not known. */
async function running({ 'retrain-workflow': workflow }: DriftInputs, ports: Ports): Promise<string | null> {
  if (workflow === undefined) return null;
  const { defaultBranch: branch, runId: ownRun } = ports.run;
  const run = await runningRun(await ports.github(), { workflow, branch, ownRun });
  return run && `run ${run.id} of ${workflow} has not ended`;
}

/** Nothing was started; an answer that was lost says nothing. */
const isRefused = (error: unknown): boolean => hasStatus(error, 403, 404, 422);

/** Why a training would harm, help nobody, or is not ours to start; null: nothing speaks against it. */
async function refusal(
  ports: Ports,
  { confirmed, columns, performance, reference }: DriftBody,
): Promise<string | null> {
  if (!ports.run.isTrusted) return 'only runs of the default branch start trainings';
  if (!confirmed) return 'earlier runs could not be read, so the drift is not confirmed';
  const broken = columns.find(({ important, status, missing, notes }) => {
    const lost = missing !== null && missing.current - missing.reference >= MISSING_BREAK;
    return important && (status === 'schema' || (status === 'drift' && lost && notes.length > 0));
  });
  if (broken) return 'values are missing that the reference had: mend the data first';
  if (performance?.pending) return 'the labels of the window have not arrived yet';
  if (await isSameData(ports, reference.modelVersion)) return 'the training data is still that of the serving version';
  return null;
}

/** A column that lost so many of its values is broken, not drifted. */
const MISSING_BREAK = 0.05;

async function start(
  inputs: DriftInputs,
  ports: Ports,
  { environment, verdict, columns, window, reference, issue }: DriftBody,
  { lines }: Memory,
): Promise<StartedRun | null> {
  const drifted = columns
    .filter(({ important, status }) => important && status === 'drift')
    .map(({ column }) => column);
  const request = {
    version: 1,
    model: ports.model,
    environment,
    cause: verdict,
    columns: drifted.slice(0, COLUMNS_TOLD),
    window: window && { start: window.start, end: window.end },
    reference: reference.modelVersion ?? reference.source,
    issue: issue?.number ?? null,
    key: sha256(`${ports.model}/${environment}/${lines.at(-1)?.run}`),
  };
  const github = await ports.github();
  const workflow = inputs['retrain-workflow'];
  if (workflow === undefined) {
    await dispatchRepository(github, { event: EVENT, payload: request });
    return null;
  }
  const ref = ports.run.defaultBranch;
  return dispatchWorkflow(github, { workflow, ref, inputs: { [REQUEST]: JSON.stringify(request) } });
}
