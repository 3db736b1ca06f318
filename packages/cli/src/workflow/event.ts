/** What happened on the forge, as a run of a workflow sees it. */
export interface Event {
  readonly name: string;
  /** `opened`, ... of a pull request */
  readonly action?: string;
  /** the JSON in GITHUB_EVENT_PATH */
  readonly payload: object;
  /** full ref, e.g. `refs/heads/main` or `refs/pull/1/merge` */
  readonly ref: string;
  /** the commit that is checked out */
  readonly sha: string;
  /** branches of a pull request */
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly actor: string;
  /** of a `workflow_dispatch` */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** One run of one workflow for one event. */
export interface RunNumbers {
  readonly id: number;
  readonly number: number;
  readonly attempt: number;
}
