import { git } from '../../../../../test/support/github/git.ts';
import { expectThat } from '../expectation.ts';
import { PERSON, push } from '../happen.ts';
import { expectServing } from '../observe.ts';
import { ENVIRONMENT, type Stage } from '../stage.ts';

/** The merge trains again, compares with what serves, registers version 2 and puts it in its place. */
export async function merge(stage: Stage, number: number): Promise<void> {
  const { repository } = stage;
  const before = await git(repository.gitDir, ['rev-parse', 'main']);
  const played = await push(stage, await repository.mergePull(number, PERSON), before);
  expectThat(played.result.conclusion === 'success', 'the run of the merge did not succeed');
  expectThat(played.step('evaluate-gate').outputs.verdict === 'pass', 'the gate did not pass the merged model');
  expectThat(played.step('register-model').outputs.version === '2', 'the merged model is not version 2');
  const deployed = repository.state.deployments.at(-1);
  const state = repository.state.deploymentStatuses.findLast(({ deployment }) => deployment === deployed?.id)?.state;
  expectThat(deployed?.environment === ENVIRONMENT && state === 'success', `the GitHub Deployment is ${state}`);
  await expectServing(stage, 2);
}
