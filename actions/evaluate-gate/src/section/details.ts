import type { EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { countText } from '@ml-actions/core/report/count-text';
import { code, codeBlock, escapeText, table } from '@ml-actions/core/report/markdown';
import type { Detail } from '@ml-actions/core/report/section';
import { isHidden, pText } from '../wording.ts';
import { historyDetail } from './history.ts';
import { changedTexts, mostChanges } from './notes.ts';
import { plotsDetail } from './plots.ts';
import { reproduceText } from './reproduce.ts';
import { checksTable, metricsTable, mostRows } from './table.ts';

/** A metrics file may hold ten thousand values; the comparison file has them all. */
const mostMetrics = 60;
/** Slices may be a thousand. */
const mostFamilyRows = 40;
const mostDigits = 3;
const digestDigits = 12;

/** The folded parts, the most asked-for first: the first ones are kept longest when the comment is too long. */
export function detailsOf(predicate: EvaluateGatePredicate): Detail[] {
  const { checks, notices, suggested, appended, changed, discovered } = predicate;
  const texts = changedTexts(changed);
  const said = notices.filter(({ level }) => level === 'info');
  return [
    ...(suggested ? [{ summary: 'Suggested policy', body: codeBlock(suggestionText(suggested), 'yaml') }] : []),
    ...(checks.length > mostRows
      ? [{ summary: `All checks (${checks.length})`, body: checksTable(whole(checks)) }]
      : []),
    ...families.flatMap((family) => familyDetail(family, checks)),
    ...(discovered.length > 0 ? [{ summary: 'Slices found by search', body: discoveredTable(discovered) }] : []),
    ...(checks.length > 0 ? [{ summary: 'Why, check by check', body: reasonsTable(checks) }] : []),
    ...(checks.length > 0 ? [{ summary: 'All metrics', body: metricsTable(predicate, mostMetrics) }] : []),
    ...plotsDetail(predicate),
    ...historyDetail(predicate),
    ...(said.length > 0
      ? [{ summary: 'Notices', body: said.map(({ text }) => `- ${escapeText(text)}`).join('\n') }]
      : []),
    ...(texts.length > mostChanges
      ? [{ summary: `Changed since the baseline (${texts.length})`, body: texts.map((text) => `- ${text}`).join('\n') }]
      : []),
    { summary: 'Policy, method and how to reproduce', body: methodText(predicate) },
    ...(appended ? [{ summary: escapeText(appended.name), body: codeBlock(appended.text, 'markdown') }] : []),
  ];
}

/** Families of checks that have a folded part of their own, with what a reader must know of them. */
const families = [
  { scope: 'slices', summary: 'Slices', note: '' },
  {
    scope: 'fairness',
    summary: 'Fairness (a screen, not a verdict on fairness)',
    note: 'Gaps between groups. The four-fifths rule is a screen of US employment practice; groups too small to measure are left out and named.',
  },
  { scope: 'budgets', summary: 'Budgets', note: '' },
  { scope: 'robustness', summary: 'Robustness', note: 'Baseline is the candidate on the clean rows.' },
  { scope: 'anchor', summary: 'Against the anchor', note: '' },
  { scope: 'importance', summary: 'Feature importance', note: '' },
] as const;

function familyDetail({ scope, summary, note }: (typeof families)[number], checks: readonly GateRow[]): Detail[] {
  const rows = checks.filter((row) => row.scope === scope || row.scope.startsWith(`${scope}.`));
  if (rows.length === 0) return [];
  const shownRows = rows.slice(0, mostFamilyRows);
  const rest = rows.length - shownRows.length;
  const parts = [note, checksTable(shownRows), rest > 0 ? `and ${rest} more in the comparison file` : ''];
  return [{ summary: `${summary}: ${rows.length}`, body: parts.filter(Boolean).join('\n\n') }];
}

const whole = (checks: readonly GateRow[]): readonly GateRow[] => checks.filter(({ scope }) => scope === '');

const rateDecimals = 1;
const rate = (share: number): string => `${(share * 100).toFixed(rateDecimals)} %`;

/** Found on one half of the rows, told with the other half's numbers. */
const discoveredTable = (found: EvaluateGatePredicate['discovered']): string =>
  `Found on one half of the rows; the numbers are the other half's.\n\n${table(
    ['Slice', 'Rows', 'Error', 'Overall', 'p', ''],
    found.map(({ slice, rows, errorRate, overall, pValue, confirmed }) => [
      escapeText(slice),
      countText(rows),
      overall <= 1 ? rate(errorRate) : String(Number(errorRate.toPrecision(mostDigits))),
      overall <= 1 ? rate(overall) : String(Number(overall.toPrecision(mostDigits))),
      pText(pValue),
      confirmed ? 'confirmed' : 'not confirmed',
    ]),
    ['left', 'right', 'right', 'right', 'right', 'left'],
  )}`;

const reasonsTable = (checks: readonly GateRow[]): string =>
  table(
    ['Metric', 'Rule', 'p', 'Why'],
    checks.map(({ name, rule, pValue, reason }) => [
      code(name),
      escapeText(rule),
      pValue === null ? '-' : pText(pValue),
      escapeText(reason),
    ]),
    ['left', 'left', 'right', 'left'],
  );

function methodText(predicate: EvaluateGatePredicate): string {
  const { policy, signing, candidate, failOn } = predicate;
  const digest = policy.sha256 === null ? '' : `, sha256 ${code(policy.sha256.slice(0, digestDigits))}`;
  const guarded = policy.protected ? 'protected: not editable by the change' : 'not protected';
  const signed = {
    key: 'signed with the given key',
    keyless: 'signed by this workflow’s identity (Sigstore)',
    none: 'not signed: nothing to sign with',
    off: 'not signed',
  };
  const lines = [
    `- Policy: ${escapeText(policy.source)}${digest}${policy.sha256 === null ? '' : ` (${guarded})`}; \`fail-on: ${failOn}\`.`,
    `- Candidate: ${escapeText(candidate.source)}${candidate.modelDigest ? `, model sha256 ${code(candidate.modelDigest.slice(0, digestDigits))}` : ''}.`,
    ...(isHidden(predicate) ? [] : [`- Changes are candidate minus baseline. ${methodsOf(predicate.checks)}`]),
    `- Evidence: ${signed[signing]}.`,
  ];
  return `${lines.join('\n')}\n\n${codeBlock(reproduceText(predicate), 'sh')}`;
}

function methodsOf(checks: readonly GateRow[]): string {
  const methods = [...new Set(checks.flatMap(({ method }) => (method === null ? [] : [method])))];
  if (methods.length === 0) return 'Without paired predictions there is no interval and no test: points are compared.';
  return `${escapeText(methods.join('; '))}; p-values are one-sided, Holm-adjusted over the blocking checks.`;
}

/** Flow style: one check per line. Names are quoted as JSON, which YAML reads too. */
function suggestionText(suggested: NonNullable<EvaluateGatePredicate['suggested']>): string {
  const { checks = {} } = suggested as { readonly checks?: Readonly<Record<string, unknown>> };
  const lines = Object.entries(checks).map(([name, check]) => `      ${keyText(name)}: ${flowText(check)}`);
  return ['evaluate-gate:', '  policy:', '    version: 1', '    checks:', ...lines].join('\n');
}

const keyText = (name: string): string => (/^[A-Za-z][\w.]*$/.test(name) ? name : JSON.stringify(name));
const flowText = (value: unknown): string =>
  `{ ${Object.entries(value as Record<string, unknown>)
    .map(([key, entry]) => `${key}: ${JSON.stringify(entry)}`)
    .join(', ')} }`;
