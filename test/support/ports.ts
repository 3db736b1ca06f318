import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openRecords } from '@ml-actions/core/record/records';
import { nobody } from '@ml-actions/core/record/signature';
import { makeResolve } from '@ml-actions/core/reference/resolve';
import { emptyConfig } from '@ml-actions/core/runner/config';
import type { RunContext } from '@ml-actions/core/runner/context';
import type { Load } from '@ml-actions/core/runner/load';
import type { Log } from '@ml-actions/core/runner/log';
import type { Ports } from '@ml-actions/core/runner/ports';
import { sectionOf } from '@ml-actions/core/runner/section-of';
import { fileStore } from '@ml-actions/core/store/file';

const load: Load = async (name) => (await import(`@ml-actions/${name}/action`)).action;

/** A push to the default branch of `acme/birds`. */
export function fakeRun(workspace: string, overrides: Partial<RunContext> = {}): RunContext {
  const sha = 'a'.repeat(40);
  return {
    repository: 'acme/birds',
    repositoryId: '42',
    owner: 'acme',
    repo: 'birds',
    workflow: 'main',
    workflowRef: 'acme/birds/.github/workflows/main.yml@refs/heads/main',
    runId: '1001',
    runAttempt: 1,
    job: 'ship',
    step: 'check',
    event: 'push',
    ref: 'refs/heads/main',
    sha,
    headSha: sha,
    pullRequest: null,
    defaultBranch: 'main',
    actorId: '7',
    isPublic: true,
    isFork: false,
    isDependabot: false,
    isTrusted: true,
    workspace,
    temp: join(workspace, '.temp'),
    toolCache: join(workspace, '.temp', 'tools'),
    apiUrl: 'http://127.0.0.1:9',
    serverUrl: 'http://127.0.0.1:9',
    payload: {},
    ...overrides,
  };
}

/** What an action wrote to the log, by kind. */
export interface SpokenLog extends Log {
  readonly lines: string[];
}

export function spokenLog(): SpokenLog {
  const lines: string[] = [];
  const say = (kind: string) => (text: string) => void lines.push(`${kind}: ${text}`);
  return {
    lines,
    info: say('info'),
    warning: say('warning'),
    error: say('error'),
    notice: say('notice'),
    group: (_title, body) => body(),
  };
}

export interface FakePorts extends Ports {
  readonly log: SpokenLog;
}

/** Ports over real files in a workspace: a `file:` record store in `.store-dir`, records in the job's folder, no GitHub. */
export function fakePorts(workspace: string, overrides: Partial<Ports> & { readonly log?: SpokenLog } = {}): FakePorts {
  const run = overrides.run ?? fakeRun(workspace);
  mkdirSync(run.temp, { recursive: true });
  const model = overrides.model ?? 'birds';
  const store = overrides.store ?? (async () => fileStore(join(workspace, '.store-dir')));
  const github: Ports['github'] = overrides.github ?? (() => Promise.reject(new Error('this test has no GitHub')));
  const place = { workspace, temp: run.temp, model, handover: null };
  const recordOfRun: Parameters<typeof makeResolve>[0]['recordOfRun'] = (runId, action) =>
    openRecords({ ...place, runId }).find(action);
  const state = new Map<string, unknown>();
  const trust = overrides.trust ?? (async () => nobody);
  return {
    run,
    model,
    config: emptyConfig,
    base: workspace,
    env: process.env,
    clock: () => new Date('2026-11-20T12:00:00.000Z'),
    github,
    store,
    records: openRecords({ ...place, runId: run.runId }),
    handover: null,
    resolve: makeResolve({ run, model, base: workspace, store, github, recordOfRun, trust }),
    sectionOf: (predicate) => sectionOf(load, predicate),
    trust,
    state: { save: (name, value) => void state.set(name, value), load: (name) => state.get(name) ?? null },
    signal: new AbortController().signal,
    ...overrides,
    log: overrides.log ?? spokenLog(),
  };
}
