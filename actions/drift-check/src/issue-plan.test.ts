import type { Issue } from '@ml-actions/core/github/issue';
import { expect, test } from 'vitest';
import { planIssue, type Situation } from './issue-plan.ts';

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

const drift: Situation = { alarming: true, active: true, elsewhere: false, accepted: false, clean: 0, news: [] };
const accepted: Situation = { alarming: false, active: false, elsewhere: false, accepted: true, clean: 0, news: [] };
const recovering: Situation = { alarming: false, active: true, elsewhere: false, accepted: false, clean: 1, news: [] };
const recovered: Situation = { alarming: false, active: false, elsewhere: false, accepted: false, clean: 3, news: [] };
const quiet: Situation = { alarming: false, active: false, elsewhere: false, accepted: false, clean: 1, news: [] };
const unconfirmed: Situation = { alarming: true, active: false, elsewhere: false, accepted: false, clean: 0, news: [] };

test.each<[string, readonly Issue[], Situation, string]>([
  ['nothing to say', [], quiet, 'nothing'],
  ['not confirmed yet', [], unconfirmed, 'nothing'],
  ['confirmed for the first time', [], drift, 'open'],
  ['already open', [issue(1)], drift, 'rewrite 1'],
  ['two open: the older is kept', [issue(2), issue(1)], drift, 'rewrite 1'],
  ['recovering', [issue(1)], recovering, 'rewrite 1'],
  ['recovered', [issue(1)], recovered, 'close 1'],
  ['recovered, while another leg alarms', [issue(1)], { ...recovered, elsewhere: true }, 'nothing'],
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
  ['a forge without reasons', [closed(1, 13, null)], drift, 'reopen 1'],
  ['back much later', [closed(1, 15, 'completed')], drift, 'open, earlier 1'],
  ['a person wants silence', [closed(1, 13, 'not_planned')], drift, 'nothing'],
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
