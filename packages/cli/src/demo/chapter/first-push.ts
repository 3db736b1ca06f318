import { expectThat } from '../expectation.ts';
import { push } from '../happen.ts';
import { expectServing } from '../observe.ts';
import type { Stage } from '../stage.ts';

/** The repository's first commit: no baseline yet, bounds hold, version 1 is deployed. */
export async function firstPush(stage: Stage): Promise<void> {
  const played = await push(stage, await stage.firstCommit());
  expectThat(played.result.conclusion === 'success', 'the first run of main did not succeed');
  expectThat(played.step('evaluate-gate').outputs.verdict === 'no-baseline', 'the first gate found a baseline');
  expectThat(played.step('register-model').outputs.version === '1', 'the first version is not 1');
  await expectServing(stage, 1);
}
