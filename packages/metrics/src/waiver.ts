import type { CheckResult } from './check.ts';
import type { Notice } from './notice.ts';
import type { Waiver } from './policy.ts';

/**
 * Turns failures that somebody waived, with a reason and an end, into warnings. An expired waiver is ignored, one that
 * fits no check is told: it may be misspelt. Errors are never waived.
 *
 * @param today ISO 8601 day; a waiver holds through its last day
 */
export function waive(
  checks: readonly CheckResult[],
  waivers: readonly Waiver[],
  today: string,
): { checks: CheckResult[]; notices: Notice[] } {
  const valid = waivers.filter(({ until }) => until >= today);
  const notices = waivers.flatMap((waiver) => noticeOf(waiver, checks, today));
  const waived = checks.map((check) => {
    const waiver = valid.find(({ check: name }) => name === check.name);
    if (!waiver || (check.status !== 'fail' && check.status !== 'inconclusive')) return check;
    return {
      ...check,
      status: 'warn' as const,
      reason: `${check.reason}; waived until ${waiver.until}: ${waiver.reason}`,
    };
  });
  return { checks: waived, notices };
}

function noticeOf(
  { check, until, reason, approved_by }: Waiver,
  checks: readonly CheckResult[],
  today: string,
): Notice[] {
  const told = (level: Notice['level'], text: string): Notice[] => [{ kind: 'waiver', level, text }];
  if (until < today) return told('info', `the waiver of ${check} expired on ${until} and is ignored`);
  const found = checks.find(({ name }) => name === check);
  if (!found) return told('warn', `the waiver of ${check} fits no check`);
  if (found.status !== 'fail' && found.status !== 'inconclusive') return [];
  const by = approved_by === undefined ? '' : `, approved by ${approved_by}`;
  return told('warn', `${check} is waived until ${until}${by}: ${reason}`);
}
