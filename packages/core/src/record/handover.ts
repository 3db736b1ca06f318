/** What travels from one job of a run to the next: named bundles of files. */
export interface Handover {
  readonly description: string;
  /** Publishes files (absolute paths under `root`) under a name; the same name twice is an error of the service. */
  publish(name: string, root: string, files: readonly string[], retentionDays: number | undefined): Promise<void>;
  /** Names of the bundles of a run that start with the prefix. */
  list(prefix: string, runId: string): Promise<readonly string[]>;
  /** Copies a bundle of a run into a directory, with the paths it had under its root. */
  fetch(name: string, runId: string, into: string): Promise<void>;
}
