import type { Issue } from '@ml-actions/core/github/issue';
import { acceptedLabel } from './accepted-label.ts';
import { hasNews, type News, noNews } from './news.ts';
import type { Situation } from './situation.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Drift that comes back within this time is the same story (research drift-check 4.2). */
export const REOPEN_DAYS = 14;
/** How long an issue that a person closed as "not planned" keeps quiet about what was known then. */
export const SNOOZE_DAYS = 14;
/** Says in an issue that its last run had no memory: one such run alone closes nothing that others confirmed. */
export const FORGETFUL = 'Earlier runs could not be read.';

export type Plan =
  | { readonly kind: 'nothing'; readonly reason: 'quiet' | 'snoozed' | 'recovering' | 'elsewhere' | 'mended' }
  | { readonly kind: 'open'; readonly earlier: number | null }
  /** `beyond`: what is new since a person closed it as not planned */
  | { readonly kind: 'reopen'; readonly issue: Issue; readonly beyond: News | null }
  | { readonly kind: 'rewrite'; readonly issue: Issue; readonly news: News }
  | { readonly kind: 'close'; readonly issue: Issue; readonly why: NonNullable<Situation['over']> };

/**
 * What happens to the issue. One is open at most; closed ones decide whether drift that comes back is the same story, a
 * new one, or one that a person does not want to hear. What was there when it was closed is no return. What goes beyond an
 * accepted drift is a new story, and what goes beyond what a person does not want to hear ends the silence.
 *
 * @param issues those of this model and environment, newest first
 */
export function planIssue(issues: readonly Issue[], situation: Situation, now: Date): Plan {
  const open = issues.filter(({ state }) => state === 'open').at(-1);
  if (situation.elsewhere && !situation.active) return planElsewhere(open, situation);
  if (open) return planOpen(open, situation);
  if (!situation.active) return { kind: 'nothing', reason: 'quiet' };
  if (!situation.alarming) return { kind: 'nothing', reason: 'recovering' };
  const [last] = issues;
  if (!last) return { kind: 'open', earlier: null };
  const days = (now.getTime() - Date.parse(last.closedAt ?? '')) / dayMs;
  if (isSilenced(last)) {
    if (days >= SNOOZE_DAYS) return { kind: 'open', earlier: last.number };
    const beyond = situation.beyond(last);
    return hasNews(beyond) ? { kind: 'reopen', issue: last, beyond } : { kind: 'nothing', reason: 'snoozed' };
  }
  if (wasThere(situation, last)) return { kind: 'nothing', reason: 'mended' };
  const isSameStory = days < REOPEN_DAYS && !last.labels.includes(acceptedLabel.name);
  return isSameStory ? { kind: 'reopen', issue: last, beyond: null } : { kind: 'open', earlier: last.number };
}

/** The issue is another check's; this one's last word on it is that its own alarm is over. */
function planElsewhere(issue: Issue | undefined, { over }: Situation): Plan {
  const hasEnded = over === 'recovered' || over === 'accepted';
  return issue && hasEnded ? { kind: 'rewrite', issue, news: noNews } : { kind: 'nothing', reason: 'elsewhere' };
}

/** A store that fails once must not end what runs with a memory began. */
function planOpen(issue: Issue, { over, news, forgetful }: Situation): Plan {
  const isOurs = !forgetful || issue.body.includes(FORGETFUL);
  return over && isOurs ? { kind: 'close', issue, why: over } : { kind: 'rewrite', issue, news };
}

/**
 * Who closed it as completed knew this data; that it is still bad tells nothing of what was mended. An alarm that was raised
 * later is news, although its window may have begun before.
 */
const wasThere = ({ dataSince, raised }: Situation, { closedAt }: Issue): boolean => {
  const closed = Date.parse(closedAt ?? '');
  return dataSince !== null && dataSince.getTime() <= closed && (raised === null || raised.getTime() <= closed);
};

/** We close as completed only; another reason is a person's. */
const isSilenced = ({ stateReason }: Issue): boolean => stateReason === 'not_planned' || stateReason === 'duplicate';
