import type { PullFacts } from '@ml-actions/core/github/pulls';
import type { RunFacts } from '@ml-actions/core/github/runs';
import type { RunContext } from '@ml-actions/core/runner/context';

const dependabot = 'dependabot[bot]';

/** Whether the run had a read-only token and may have run anybody's code: its records are a claim, not evidence. */
export const isUntrusted = (run: RunFacts): boolean => isFork(run) || run.actor?.login === dependabot;

const isFork = ({ headRepository, repositoryId }: RunFacts): boolean => headRepository?.id !== repositoryId;

/** Who reports the data of an untrusted run, in words. */
export const reporterOf = (run: RunFacts): string => (isFork(run) ? 'fork code' : 'the code of a Dependabot branch');

/**
 * The context that a pull request's run had, from what GitHub tells of it: nothing of it comes from the run's own code.
 *
 * @param workspace directory with what the run shipped, in the place of its checkout
 */
export function contextOf(own: RunContext, run: RunFacts, pull: PullFacts, workspace: string): RunContext {
  const { head, base } = pull;
  const repo = head.repositoryId === null ? null : { id: head.repositoryId, full_name: head.repository ?? '' };
  return {
    ...own,
    ...identityOfRun(run, pull),
    workflowRef: '',
    job: '',
    sha: head.sha,
    isFork: isFork(run),
    isDependabot: run.actor?.login === dependabot,
    isTrusted: false,
    workspace,
    payload: {
      ...(own.payload.repository && { repository: own.payload.repository }),
      pull_request: {
        number: pull.number,
        head: { sha: head.sha, repo },
        base: { sha: base.sha, ref: base.ref, repo: { id: base.repositoryId } },
      },
    },
  };
}

/** What a record of the run must say of it, and what is put in its place where a record may say anything. */
export const identityOfRun = (run: RunFacts, pull: PullFacts) =>
  ({
    workflow: run.workflow,
    runId: String(run.id),
    runAttempt: run.attempt,
    event: 'pull_request',
    ref: `refs/pull/${pull.number}/merge`,
    headSha: run.headSha,
    pullRequest: pull.number,
    defaultBranch: pull.base.ref,
    actorId: String(run.actor?.id ?? ''),
  }) as const;
