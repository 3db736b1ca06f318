import type { Issue } from '@ml-actions/core/github/issue';
import { expect, test } from 'vitest';
import { FORGETFUL, planIssue } from './issue-plan.ts';
import { noNews } from './news.ts';
import type { Situation } from './situation.ts';

const now = new Date('2026-11-20T00:00:00Z');
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();
const issue = (number: number, parts: Partial<Issue> = {}): Issue => ({
  number,
  url: `https://example.test/${number}`,
  title: '',
  body: '',
  state: 'open',
  stateReason: null,
  closedAt: null,
  labels: [],
  ...parts,
});
const closed = (number: number, days: number, stateReason: string | null): Issue =>
  issue(number, { state: 'closed', stateReason, closedAt: daysAgo(days) });

const none: Situation = {
  ...{ alarming: false, active: false, elsewhere: false, forgetful: false, over: null, beyond: () => noNews },
  ...{ news: { columns: [], worse: null }, dataSince: null, raised: null },
};
const drift: Situation = { ...none, alarming: true, active: true };
const accepted: Situation = { ...none, over: 'accepted' };
const recovering: Situation = { ...none, active: true };
const recovered: Situation = { ...none, over: 'recovered' };
const quiet: Situation = none;
const beyond: Situation = { ...drift, beyond: () => ({ columns: ['y'], worse: null }) };
const forgetful: Situation = { ...recovered, forgetful: true };
const unconfirmed: Situation = { ...none, alarming: true };
const since = (days: number, raised = days): Situation => ({
  ...drift,
  dataSince: new Date(daysAgo(days)),
  raised: new Date(daysAgo(raised)),
});

test.each<[string, readonly Issue[], Situation, string]>([
  ['nothing to say', [], quiet, 'nothing'],
  ['not confirmed yet', [], unconfirmed, 'nothing'],
  ['confirmed for the first time', [], drift, 'open'],
  ['already open', [issue(1)], drift, 'rewrite 1'],
  ['two open: the older is kept', [issue(2), issue(1)], drift, 'rewrite 1'],
  ['recovering', [issue(1)], recovering, 'rewrite 1'],
  ['recovered', [issue(1)], recovered, 'close 1'],
  ['recovered, while another leg alarms', [issue(1)], { ...recovered, elsewhere: true }, 'rewrite 1'],
  [
    'recovered, and a person closed what is another leg’s',
    [closed(1, 1, null)],
    { ...recovered, elsewhere: true },
    'nothing',
  ],
  ['quiet for long, while another leg alarms', [issue(1)], { ...none, over: 'quiet', elsewhere: true }, 'nothing'],
  ['quiet for long, and none alarms', [issue(1)], { ...none, over: 'quiet' }, 'close 1'],
  ['quiet, while another leg alarms', [issue(1)], { ...quiet, elsewhere: true }, 'nothing'],
  ['recovering, as another leg alarms', [issue(1)], { ...recovering, elsewhere: true }, 'rewrite 1'],
  ['accepted', [issue(1)], accepted, 'close 1'],
  ['accepted, and a person closed it', [closed(1, 1, 'completed')], accepted, 'nothing'],
  [
    'beyond what was accepted',
    [{ ...closed(1, 1, 'completed'), labels: ['drift-accepted'] }],
    drift,
    'open, earlier 1',
  ],
  ['open, but nobody knows since when', [issue(1)], quiet, 'rewrite 1'],
  ['recovered, and a person closed it', [closed(1, 1, 'completed')], recovered, 'nothing'],
  ['back within the window', [closed(1, 13, 'completed')], drift, 'reopen 1'],
  ['closed when this data was there already', [closed(1, 13, 'completed')], since(13), 'nothing'],
  ['closed long ago, and still the same data', [closed(1, 20, 'completed')], since(21), 'nothing'],
  ['closed in a window of which an alarm was raised later', [closed(1, 3, 'completed')], since(5, 1), 'reopen 1'],
  ['closed before this data was there', [closed(1, 13, 'completed')], since(12), 'reopen 1'],
  ['a forge without reasons', [closed(1, 13, null)], drift, 'reopen 1'],
  ['back much later', [closed(1, 15, 'completed')], drift, 'open, earlier 1'],
  ['a person wants silence', [closed(1, 13, 'not_planned')], drift, 'nothing'],
  ['a person wants silence, but about something else', [closed(1, 13, 'not_planned')], beyond, 'reopen 1'],
  ['beyond it while another check alarms', [closed(1, 1, 'duplicate')], { ...beyond, elsewhere: true }, 'reopen 1'],
  ['recovered, says a run that remembers nothing', [issue(1)], forgetful, 'rewrite 1'],
  ['and so says the next one', [issue(1, { body: FORGETFUL })], forgetful, 'close 1'],
  ['silence has an end', [closed(1, 15, 'not_planned')], drift, 'open, earlier 1'],
  ['a duplicate of something else', [closed(1, 1, 'duplicate')], drift, 'nothing'],
  ['the newest decides', [closed(2, 1, 'not_planned'), closed(1, 1, 'completed')], drift, 'nothing'],
  ['closed while it recovers', [closed(1, 1, 'completed')], recovering, 'nothing'],
])('%s', (_name, issues, situation, expected) => {
  const plan = planIssue(issues, situation, now);
  const suffix = 'issue' in plan ? ` ${plan.issue.number}` : '';
  const earlier = plan.kind === 'open' && plan.earlier !== null ? `, earlier ${plan.earlier}` : '';
  expect(plan.kind + suffix + earlier).toBe(expected);
});
