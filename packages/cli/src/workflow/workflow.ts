import type { EventsConfig } from '@actions/workflow-parser/model/workflow-template';
import type { Template, Templates } from './template.ts';

/** The subset of a workflow file that is played here; everything else is refused when the file is read. */
export interface Workflow {
  /** path in the repository */
  readonly path: string;
  readonly name: string;
  readonly on: EventsConfig;
  readonly env: Templates;
  readonly concurrency: Template | undefined;
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly id: string;
  readonly name: Template;
  readonly needs: readonly string[];
  /** with the implied `success() &&` */
  readonly if: string;
  /** of the job, else of the workflow, else GitHub's restricted default */
  readonly permissions: Permissions;
  readonly env: Templates;
  readonly environment: Template | undefined;
  readonly concurrency: Template | undefined;
  readonly outputs: Templates;
  readonly steps: readonly Step[];
}

/** Names as the workflow writes them, e.g. `pull-requests`. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

interface AnyStep {
  readonly id: string;
  readonly name: Template;
  readonly if: string;
  readonly env: Templates;
}

export interface RunStep extends AnyStep {
  readonly run: Template;
}

export interface ActionStep extends AnyStep {
  readonly uses: string;
  readonly with: Templates;
}

export type Step = RunStep | ActionStep;
