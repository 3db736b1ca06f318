import type { Issue } from '@ml-actions/core/github/issue';
import { own } from '@ml-actions/core/own';
import { ACCEPTED_BAND } from './accepted.ts';
import { acceptedLabel } from './accepted-label.ts';
import { furthestOf, HISTORY_RUNS } from './history-line.ts';
import { statusIn } from './issue-text.ts';
import type { Memory } from './memory.ts';
import { type News, noNews, worseThan } from './news.ts';

/** A column so much further off than it was when a person chose not to hear of it is news. */
const SNOOZED_BAND = 2;

/**
 * A silence covers what the person had heard of this leg and version: its columns, as far off as they were, and how bad it was.
 * Without memory the title of the issue says that.
 */
export function beyondOf({ lines, kept, heard }: Memory, { closedAt, labels, title }: Issue): News {
  const [now] = lines.slice(-1);
  if (!now?.active || now.silent) return noNews;
  if (!kept) return { columns: [], worse: worseThan([{ status: statusIn(title) }], now) };
  const then = Date.parse(closedAt ?? '');
  const until = heard.filter(({ at }) => Date.parse(at) <= then);
  const known = until.length > 0 || heard.length < HISTORY_RUNS ? until : heard.slice(0, 1); // else forgotten
  const band = labels.includes(acceptedLabel.name) ? ACCEPTED_BAND : SNOOZED_BAND;
  const most = furthestOf(known);
  return {
    columns: now.drifted.filter((column) => (own(now.effects, column) ?? 0) > band * (most.get(column) ?? 0)),
    worse: worseThan(known, now),
  };
}
