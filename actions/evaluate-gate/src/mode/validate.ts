import type { PullFacts } from '@ml-actions/core/github/pulls';
import type { RunFacts } from '@ml-actions/core/github/runs';
import { artifactName } from '@ml-actions/core/record/identity';
import type { Header } from '@ml-actions/core/record/predicate/header';
import type { RunContext } from '@ml-actions/core/runner/context';

/** The gate's id with a matrix leg's hash, as file, artifact and check names hold it. */
const recordIdForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,58}$/;

/** What GitHub says of the run that a record must be of. */
export interface Expected {
  readonly own: Pick<RunContext, 'repository' | 'repositoryId'>;
  readonly run: RunFacts;
  readonly pull: PullFacts;
}

/**
 * Why a record is not one of this run; null when it is. The record's own words are held to what GitHub tells of the run,
 * and never repeated: the reasons are ours.
 */
export function refusalOf(predicate: Header, artifact: string, { own, run, pull }: Expected): string | null {
  const { model, action, id, run: said } = predicate;
  const rules: readonly (readonly [boolean, string])[] = [
    [recordIdForm.test(id), 'its id is none'],
    [said.repository === own.repository && said.repositoryId === own.repositoryId, 'it is of another repository'],
    [said.runId === String(run.id), 'it is of another run'],
    [said.runAttempt <= run.attempt, 'it is of an attempt that there was not'],
    [said.headSha === run.headSha, 'it is of another commit'],
    [said.pullRequest === pull.number, 'it is of another pull request'],
    [said.event === run.event, 'it is of another event'],
    [artifact === artifactName(model, action, id, said.runAttempt), 'it is not what its artifact is named after'],
  ];
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}
