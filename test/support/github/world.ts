import type { Artifact, Blob } from './artifact-store.ts';
import type { Actor } from './permissions.ts';
import type { Pull } from './pull-state.ts';
import type { Schema } from './route.ts';

/** What one repository holds beside its git objects, in the shapes that GitHub answers with. Tests may read and edit it. */
export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  /** the bare repository that git, contents, compare and pulls are computed from */
  readonly gitDir: string;
  readonly api: string;
  readonly html: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly createdAt: string;
  /** the last number given to an issue or pull request */
  lastNumber: number;
  readonly issues: Schema<'issue'>[];
  readonly labels: Schema<'label'>[];
  readonly comments: Schema<'issue-comment'>[];
  readonly pulls: Pull[];
  readonly reviews: (Schema<'pull-request-review'> & { number: number })[];
  readonly checks: Schema<'check-run'>[];
  readonly statuses: (Schema<'status'> & { sha: string })[];
  readonly deployments: Schema<'deployment'>[];
  /** newest last, as with every list here */
  readonly deploymentStatuses: (Schema<'deployment-status'> & { deployment: number })[];
  readonly environments: Schema<'environment'>[];
  readonly branchPolicies: (Schema<'deployment-branch-policy'> & { environment: string })[];
  readonly releases: Schema<'release'>[];
  readonly assetBytes: Map<number, Buffer>;
  readonly runs: Schema<'workflow-run'>[];
  readonly approvals: (Schema<'environment-approvals'> & { run: number })[];
  readonly dispatches: Dispatch[];
  /** the rules that hold for each branch */
  readonly rules: Map<string, Schema<'repository-rule-detailed'>[]>;
  readonly collaborators: Map<string, 'admin' | 'write' | 'read' | 'none'>;
  /** `org/team` -> logins of its active members */
  readonly teams: Map<string, Set<string>>;
  readonly reactions: (Schema<'reaction'> & { comment: number })[];
  /** tag names burnt by a deleted immutable release */
  readonly burntTags: Set<string>;
}

/** A `workflow_dispatch` (with its workflow and ref) or a `repository_dispatch` (with its event type). */
export type Dispatch =
  | { readonly kind: 'workflow'; readonly workflow: string; readonly ref: string; readonly inputs: object; run: number }
  | { readonly kind: 'repository'; readonly event: string; readonly payload: object };

/** Everything the server knows. */
export interface World {
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly repositories: Map<string, Repository>;
  readonly tokens: Map<string, Actor>;
  readonly artifacts: Artifact[];
  readonly blobs: Map<string, Blob>;
  nextId(): number;
  /** the time in GitHub's form, whole seconds */
  now(): string;
}

/** ISO 8601 in whole seconds, as GitHub writes times. */
export const timestamp = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
