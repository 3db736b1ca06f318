import type { GithubFacts, Place } from './contexts.ts';
import type { Scope, Status } from './expression.ts';
import type { Annotation } from './log-commands.ts';
import type { Machine } from './machine.ts';
import type { Job } from './workflow.ts';

export interface StepResult {
  readonly id: string;
  readonly name: string;
  readonly conclusion: Status;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** what it printed, secrets masked */
  readonly lines: readonly string[];
  readonly seconds: number;
}

/** A clean-up that a step left for the job's end. */
export interface Post {
  readonly name: string;
  readonly if: string;
  readonly run: () => Promise<Ended>;
}

/** How a step's work ended, before its conclusion is known to the job. */
export interface Ended {
  readonly ok: boolean;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly summary?: string;
  readonly annotations?: readonly Annotation[];
  readonly lines?: readonly string[];
}

/** What the steps of one job share while it runs. */
export interface JobState {
  readonly machine: Machine;
  readonly job: Job;
  readonly place: Place;
  readonly directory: string;
  readonly github: GithubFacts & { readonly token: string };
  /** contexts that do not change during the job: needs, inputs, matrix, secrets, vars, ... */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** the runner's own variables, which no step can set */
  readonly variables: Readonly<Record<string, string>>;
  /** `env:` of workflow and job, and what steps wrote to GITHUB_ENV */
  readonly env: Record<string, string>;
  /** directories that steps put in front of PATH, newest first */
  readonly path: string[];
  readonly masks: Set<string>;
  readonly steps: Map<string, StepResult>;
  readonly posts: Post[];
  status: Status;
}

/** What an expression of a step may look at. */
export function scopeOf(state: JobState, env: Readonly<Record<string, string>> = {}): Scope {
  const steps = Object.fromEntries(
    [...state.steps].map(([id, { outputs, conclusion }]) => [id, { outputs, conclusion, outcome: conclusion }]),
  );
  const contexts = { ...state.fixed, env: { ...state.env, ...env }, job: { status: state.status }, steps };
  return { contexts, status: state.status };
}
