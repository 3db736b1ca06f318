import { type PullFacts, pullsOfRun } from '@ml-actions/core/github/pulls';
import { type RunFacts, runsOfCommit } from '@ml-actions/core/github/runs';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { failureOf, type LoadedRecord } from '@ml-actions/core/record/record';
import type { Ports } from '@ml-actions/core/runner/ports';
import { readShipped, type Shipped } from './shipped.ts';
import type { Expected } from './validate.ts';

/** Workflows that judge the same head; more than a few are a mistake. */
const mostRuns = 20;

/** A run that judged the head of a pull request, and what it left. */
export interface JudgedRun {
  readonly expected: Expected;
  readonly shipped: Shipped;
}

/** A gate's record of such a run. */
export interface JudgedGate {
  readonly run: JudgedRun;
  readonly record: LoadedRecord;
  /** null: the gate could not decide */
  readonly gate: EvaluateGatePredicate | null;
}

/** The newest run of each workflow on the head commit that left records of this model. @throws GitHubError */
export async function judgedRuns(pull: PullFacts, ports: Ports): Promise<readonly JudgedRun[]> {
  const github = await ports.github();
  const runs = await runsOfCommit(github, pull.head.sha, 'pull_request');
  const found = new Map<string, JudgedRun>();
  for (const run of runs.slice(0, mostRuns)) {
    if (found.has(run.workflow) || !(await isOf(run, pull))) continue;
    const expected = { own: ports.run, run, pull };
    const shipped = await readShipped(expected, ports);
    if (shipped.records.length > 0) found.set(run.workflow, { expected, shipped });
  }
  return [...found.values()];

  async function isOf(run: RunFacts, { number }: PullFacts): Promise<boolean> {
    return (await pullsOfRun(github, run)).some((one) => one.number === number);
  }
}

/** The gates of the runs. */
export const gatesOf = (runs: readonly JudgedRun[]): readonly JudgedGate[] =>
  runs.flatMap((run) =>
    run.shipped.records
      .filter(({ predicate }) => predicate.action === 'evaluate-gate')
      .map((record) => {
        const { predicate } = record;
        return { run, record, gate: failureOf(predicate) ? null : (predicate as EvaluateGatePredicate) };
      }),
  );
