import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { countText } from '@ml-actions/core/report/count-text';
import { code, escapeText } from '@ml-actions/core/report/markdown';
import { count } from '../wording.ts';

const shortSha = 7;
/** As many digits of a fingerprint as a person compares. */
const shortFingerprint = 8;

/** What is compared with what: commits, age, test set, rows. */
export function comparedLine(predicate: EvaluateGatePredicate): string {
  const { candidate, testSet } = predicate;
  const own = code((candidate.commit ?? predicate.run.headSha).slice(0, shortSha));
  return [`${own} ${against(predicate)}`, ...(testSet ? [testSetText(testSet)] : ['test set not identified'])].join(
    ' · ',
  );
}

function against({ baseline, createdAt }: EvaluateGatePredicate): string {
  if (baseline.kind === 'none') return `has no baseline: ${escapeText(baseline.reason)}`;
  if (baseline.kind === 'failed') return `could not be compared: ${escapeText(baseline.reason)}`;
  const age = baseline.createdAt && ageText(baseline.createdAt, createdAt);
  const facts = [baseline.version && code(withoutDigest(baseline.version)), age].filter(Boolean).join(', ');
  return `against **${escapeText(baseline.source)}**${facts ? ` (${facts})` : ''}`;
}

const withoutDigest = (version: string): string => version.replace(/#.*/, '');

function testSetText({ fingerprint, rows, matched }: NonNullable<EvaluateGatePredicate['testSet']>): string {
  const [kind = '', digest = ''] = fingerprint.split(':');
  const name = `test set ${code(`${kind}:${digest.slice(0, shortFingerprint)}`)}`;
  const counts = [rows === null ? '' : count(rows, 'row'), matched === null ? '' : `${countText(matched)} matched`];
  return [name, ...counts.filter(Boolean)].join(', ');
}

const minute = 60_000;
const steps: readonly (readonly [unit: string, milliseconds: number])[] = [
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
];

/** `3 days old`, by the record's own clock. */
function ageText(from: string, to: string): string {
  const age = Date.parse(to) - Date.parse(from);
  const [unit, size] = steps.find(([, milliseconds]) => age >= milliseconds) ?? ['', 0];
  return unit === '' ? 'just made' : `${count(Math.floor(age / size), unit)} old`;
}
