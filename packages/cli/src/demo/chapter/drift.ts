import { forTerminal } from '../../markdown-terminal.ts';
import { expectThat, the } from '../expectation.ts';
import { dispatch, type Played, schedule } from '../happen.ts';
import type { Stage } from '../stage.ts';

const WORKFLOW = 'drift.yml';
const CRON = '17 3 * * *';

/** 1999 looks like the training years; from 2000 on it does not: one issue opens, and the next night it is updated. */
export async function drift(stage: Stage): Promise<void> {
  const { narrator } = stage;
  const quiet = await dispatch(stage, WORKFLOW, { window: '1999' });
  expectThat(quiet.result.conclusion === 'success', 'the check of 1999 did not succeed');
  expectThat(!isAlarm(quiet), `1999 raises an alarm: ${statusOf(quiet)}`);
  expectThat(issues(stage).length === 0, 'an issue was opened for 1999');

  const alarm = await dispatch(stage, WORKFLOW, { window: '2000' });
  expectThat(isAlarm(alarm), `2000 raises no alarm: ${statusOf(alarm)}`);
  const opened = the(issues(stage)[0], 'the drift issue');
  const body = opened.body;
  narrator.fact('opened', `issue #${opened.number}: ${opened.title}`, 'bad');

  const next = await schedule(stage, WORKFLOW, CRON);
  expectThat(isAlarm(next), `2002 raises no alarm: ${statusOf(next)}`);
  const [updated, ...more] = issues(stage);
  expectThat(updated?.number === opened.number && more.length === 0, 'the second alarm opened another issue');
  expectThat(updated.body !== body, 'the second alarm did not update the issue');
  narrator.fact('updated', `the same issue #${opened.number}, by the next night's run`);
  narrator.quote(forTerminal(updated.body ?? ''));
}

const statusOf = (played: Played): string | undefined => played.step('drift-check').outputs.status;
const isAlarm = (played: Played): boolean => ['drift', 'schema', 'performance'].includes(statusOf(played) ?? '');

/** Issues that are no pull requests. */
export const issues = ({ repository }: Stage) => repository.state.issues.filter((issue) => !issue.pull_request);
