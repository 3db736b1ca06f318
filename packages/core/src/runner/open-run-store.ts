import { join } from 'node:path';
import type { GitHub } from '../github/client.ts';
import type { Store } from '../store/store.ts';
import { type Env, laptopEvent, type RunContext } from './context.ts';

/** What the store is opened with. */
export interface StoreSetting {
  /** the input `store` */
  readonly spec: string | undefined;
  readonly run: RunContext;
  readonly token: string;
  readonly env: Env;
  readonly github: () => Promise<GitHub>;
}

/** Opens the run's record store; its code is loaded here, for the runs that look into it. */
export async function openRunStore({ spec, run, token, env, github }: StoreSetting): Promise<Store> {
  const { openStore } = await import('../store/open.ts');
  return openStore(spec, {
    remoteUrl: await remoteOf(run, env),
    ...(token && { token }),
    workspace: run.workspace,
    cacheDir: join(run.temp, 'ml-actions', 'store'),
    env,
    rules: () => rulesOf(github),
  });
}

/** On a laptop the repository's own remote, which may be missing; in a job the repository that the job is of. */
async function remoteOf(run: RunContext, env: Env): Promise<string | undefined> {
  if (run.event !== laptopEvent) return `${run.serverUrl}/${run.repository}.git`;
  const { originOf } = await import('../exec/origin.ts');
  return originOf(run.workspace, env);
}

async function rulesOf(github: () => Promise<GitHub>): Promise<readonly string[]> {
  const { branchRules } = await import('../github/rules.ts');
  const { RECORDS_BRANCH } = await import('../store/store.ts');
  return (await branchRules(await github(), RECORDS_BRANCH)).map(({ type }) => type);
}
