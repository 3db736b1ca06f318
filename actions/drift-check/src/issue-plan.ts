import type { Issue } from '@ml-actions/core/github/issue';
import { acceptedLabel } from './accepted-label.ts';
import { CLEAN_RUNS } from './alarm.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Drift that comes back within this time is the same story (research drift-check 4.2). */
export const REOPEN_DAYS = 14;
/** How long an issue that a person closed as "not planned" keeps quiet. */
export const SNOOZE_DAYS = 14;

export interface Situation {
  readonly alarming: boolean;
  /** the alarm after this run */
  readonly active: boolean;
  /** another leg of the matrix alarms: the issue is its */
  readonly elsewhere: boolean;
  /** a person accepted what alarmed, and nothing else alarms */
  readonly accepted: boolean;
  /** clean runs in a row */
  readonly clean: number;
  /** columns that alarm for the first time since the alarm was raised */
  readonly news: readonly string[];
}

export type Plan =
  | { readonly kind: 'nothing'; readonly reason: 'quiet' | 'snoozed' | 'recovering' | 'elsewhere' }
  | { readonly kind: 'open'; readonly earlier: number | null }
  | { readonly kind: 'reopen'; readonly issue: Issue }
  | { readonly kind: 'rewrite'; readonly issue: Issue; readonly news: readonly string[] }
  | { readonly kind: 'close'; readonly issue: Issue; readonly why: 'recovered' | 'accepted' };

/**
 * What happens to the issue. One is open at most; closed ones decide whether drift that comes back is the same story, a
 * new one, or one that a person does not want to hear. What goes beyond an accepted drift is a new story.
 *
 * @param issues those of this model and environment, newest first
 */
export function planIssue(issues: readonly Issue[], situation: Situation, now: Date): Plan {
  if (situation.elsewhere && !situation.active) return { kind: 'nothing', reason: 'elsewhere' };
  const open = issues.filter(({ state }) => state === 'open').at(-1);
  if (open) return planOpen(open, situation);
  if (!situation.active) return { kind: 'nothing', reason: 'quiet' };
  if (!situation.alarming) return { kind: 'nothing', reason: 'recovering' };
  const [last] = issues;
  if (!last) return { kind: 'open', earlier: null };
  const days = (now.getTime() - Date.parse(last.closedAt ?? '')) / dayMs;
  if (isSilenced(last)) {
    return days < SNOOZE_DAYS ? { kind: 'nothing', reason: 'snoozed' } : { kind: 'open', earlier: last.number };
  }
  const isSameStory = days < REOPEN_DAYS && !last.labels.includes(acceptedLabel.name);
  return isSameStory ? { kind: 'reopen', issue: last } : { kind: 'open', earlier: last.number };
}

function planOpen(issue: Issue, { active, accepted, clean, news }: Situation): Plan {
  if (accepted) return { kind: 'close', issue, why: 'accepted' };
  if (!active && clean >= CLEAN_RUNS) return { kind: 'close', issue, why: 'recovered' };
  return { kind: 'rewrite', issue, news };
}

/** We close as completed only; another reason is a person's. */
const isSilenced = ({ stateReason }: Issue): boolean => stateReason === 'not_planned' || stateReason === 'duplicate';
