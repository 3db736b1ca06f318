import { resolve } from 'node:path';
import * as core from '@actions/core';
import { inputProblem, messageOf } from '../error.ts';
import type { CheckHandle } from '../github/check.ts';
import type { GitHub } from '../github/client.ts';
import { recordId } from '../record/identity.ts';
import { openHandover } from '../record/open-handover.ts';
import { modelName } from '../record/predicate/header.ts';
import { openRecords } from '../record/records.ts';
import { makeResolve } from '../reference/resolve.ts';
import type { Action } from './action.ts';
import type { Env, RunContext } from './context.ts';
import type { Load } from './load.ts';
import type { LoadedConfig } from './load-config.ts';
import type { Log } from './log.ts';
import { once } from './once.ts';
import { openRunStore } from './open-run-store.ts';
import type { Ports, State } from './ports.ts';
import { sectionOf } from './section-of.ts';
import type { Session } from './session.ts';
import { trustOf } from './trust.ts';

interface Parts {
  readonly action: Action;
  readonly inputs: Session['inputs'];
  readonly run: RunContext;
  readonly env: Env;
  readonly log: Log;
  readonly loaded: LoadedConfig;
  readonly load: Load;
}

const checkState = 'check';

export function openSession(parts: Parts): Session {
  const { action, inputs, load, log } = parts;
  const ports = openPorts(parts);
  const id = recordId((inputs as { id?: string }).id, inputs.matrix);
  let check: CheckHandle | null = null;
  return {
    action,
    inputs,
    ports,
    load,
    id,
    check: () => check,
    async openCheck() {
      if (!action.check || ports.run.isFork || !inputs['github-token']) return;
      const name = action.check(id, ports.model);
      try {
        const { openCheck } = await import('../github/check.ts');
        check = await openCheck(await ports.github(), {
          name,
          headSha: ports.run.headSha,
          externalId: externalId(ports.run, id),
          detailsUrl: runUrl(ports.run),
        });
        ports.state.save(checkState, check);
      } catch (error) {
        log.warning(`check ${name}: ${messageOf(error)}`);
      }
    },
    async closeAbandonedCheck() {
      const open = ports.state.load(checkState) as CheckHandle | null;
      if (!open) return;
      const { closeCheck } = await import('../github/check.ts');
      const summary = 'The job ended before this step.';
      await closeCheck(await ports.github(), open, { conclusion: 'cancelled', title: 'Cancelled', summary });
    },
  };
}

const runUrl = ({ serverUrl, repository, runId }: RunContext) => `${serverUrl}/${repository}/actions/runs/${runId}`;

const externalId = (run: RunContext, id: string) => `${run.runId}/${run.runAttempt}/${id}`;

function openPorts({ inputs, run, env, log, loaded, load }: Parts): Ports {
  const token = inputs['github-token'] ?? '';
  const model = inputs.model ?? modelName.catch('model').parse(run.repo);
  const base = resolve(loaded.directory, inputs['working-directory'] ?? '.');
  const github = once(() => openGitHub(run, token, log));
  const store = once(() => openRunStore({ spec: inputs.store, run, token, env, github }));
  const handover = openHandover(
    loaded.config.shared.handover,
    run,
    token,
    Boolean(env.ACTIONS_RUNTIME_TOKEN && env.ACTIONS_RESULTS_URL),
  );
  const place = { workspace: run.workspace, temp: run.temp, model, handover };
  const records = openRecords({ ...place, runId: inputs['from-run'] ?? run.runId });
  const trust = once(() => trustOf(loaded, run, token ? github : null));
  const recordOfRun: Parameters<typeof makeResolve>[0]['recordOfRun'] = (runId, action) =>
    openRecords({ ...place, runId }).find(action);
  return {
    log,
    run,
    model,
    config: loaded.config,
    base,
    env,
    clock: () => new Date(),
    github,
    store,
    records,
    handover,
    resolve: makeResolve({ run, model, base, store, github, recordOfRun, trust }),
    sectionOf: (predicate) => sectionOf(load, predicate),
    trust,
    state: runnerState(env),
    signal: cancellation(),
  };
}

const userAgent = 'ml-actions';

async function openGitHub(run: RunContext, token: string, log: Log): Promise<GitHub> {
  if (!token)
    throw inputProblem({
      where: 'github-token',
      what: 'there is no token',
      next: 'Leave the default `${{ github.token }}`.',
    });
  const { apiUrl, serverUrl, repository, isFork, isDependabot } = run;
  const event = { name: run.event, isFork, isDependabot };
  const { createClient } = await import('../github/client.ts');
  return createClient({ token, apiUrl, serverUrl, repository, userAgent, log, event });
}

const runnerState = (env: Env): State => ({
  save: (name, value) => core.saveState(name, JSON.stringify(value)),
  load: (name) => JSON.parse(env[`STATE_${name}`] || 'null'),
});

/** Aborted by the signals that the runner sends when the job is cancelled. */
function cancellation(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort(signal));
  return controller.signal;
}
