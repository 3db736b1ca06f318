import type { StepResult } from './job-state.ts';
import type { Permissions } from './workflow.ts';

/** The forge that a run belongs to, as the runner needs it. */
export interface Forge {
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** of the artifact service */
  readonly resultsUrl: string;
  readonly repository: { readonly owner: string; readonly name: string; readonly id: number; readonly ownerId: number };
  /** GITHUB_TOKEN of a job, with exactly these permissions */
  readonly token: (permissions: Permissions) => string;
  /** ACTIONS_RUNTIME_TOKEN of a job */
  readonly runtimeToken: (run: number, job: number) => string;
}

/** What a stand-in for an action gets: it does the action's visible work without the action's code. */
export interface StandInCall {
  readonly inputs: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
  readonly github: { readonly sha: string; readonly ref: string; readonly repository: string; readonly token: string };
  readonly serverUrl: string;
  readonly log: (line: string) => void;
}

/** Directories that the stand-in puts in front of PATH. */
export type StandIn = (call: StandInCall) => Promise<{ readonly path?: readonly string[] }>;

/** The machine that jobs run on: one at a time, each in a directory of its own. */
export interface Machine {
  /** below it every job gets its directories */
  readonly root: string;
  /** the Node that runs JavaScript actions */
  readonly node: string;
  /** environment that every step starts from (PATH, HOME, ...) */
  readonly env: Readonly<Record<string, string>>;
  /** the directory of an action's `action.yml`, or a stand-in, for what `uses:` says; undefined: it is not there */
  readonly action: (uses: string) => string | StandIn | undefined;
  readonly secrets: Readonly<Record<string, string>>;
  readonly forge: Forge;
  /** aborting cancels the run: the step is interrupted, `always()` and post steps still run */
  readonly cancel?: AbortSignal;
  readonly onLine?: (line: string, job: string, step: string) => void;
  readonly onStepStart?: (job: string, step: string) => void;
  readonly onStepEnd?: (job: string, result: StepResult) => void;
}
