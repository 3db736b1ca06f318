import type { EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { code, codeBlock, escapeText, table } from '@ml-actions/core/report/markdown';
import type { Detail } from '@ml-actions/core/report/section';
import { pText } from '../wording.ts';
import { changedTexts, mostChanges } from './notes.ts';
import { reproduceText } from './reproduce.ts';
import { checksTable, metricsTable, mostRows } from './table.ts';

/** A metrics file may hold ten thousand values; the comparison file has them all. */
const mostMetrics = 60;
const digestDigits = 12;

/** The folded parts, the most asked-for first: the first ones are kept longest when the comment is too long. */
export function detailsOf(predicate: EvaluateGatePredicate): Detail[] {
  const { checks, notices, suggested, appended, changed } = predicate;
  const texts = changedTexts(changed);
  const said = notices.filter(({ level }) => level === 'info');
  return [
    ...(suggested ? [{ summary: 'Suggested policy', body: codeBlock(suggestionText(suggested), 'yaml') }] : []),
    ...(checks.length > mostRows ? [{ summary: `All checks (${checks.length})`, body: checksTable(checks) }] : []),
    ...(checks.length > 0 ? [{ summary: 'Why, check by check', body: reasonsTable(checks) }] : []),
    ...(checks.length > 0 ? [{ summary: 'All metrics', body: metricsTable(predicate, mostMetrics) }] : []),
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

const reasonsTable = (checks: readonly GateRow[]): string =>
  table(
    ['Metric', 'Rule', 'p', 'Why'],
    checks.map(({ metric, rule, pValue, reason }) => [
      code(metric),
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
  const signed = { key: 'signed with the given key', none: 'not signed: no signing key was given', off: 'not signed' };
  const lines = [
    `- Policy: ${escapeText(policy.source)}${digest}${policy.sha256 === null ? '' : ` (${guarded})`}; \`fail-on: ${failOn}\`.`,
    `- Candidate: ${escapeText(candidate.source)}${candidate.modelDigest ? `, model sha256 ${code(candidate.modelDigest.slice(0, digestDigits))}` : ''}.`,
    `- Changes are candidate minus baseline. ${methodsOf(predicate.checks)}`,
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
