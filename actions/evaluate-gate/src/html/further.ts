import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { countText } from '@ml-actions/core/report/count-text';
import { text } from '@ml-actions/core/report/html-escape';
import { part, plainTable } from '@ml-actions/core/report/html-parts';
import { HEADLINE, isProportion } from '@ml-actions/metrics/catalogue';
import { changeText } from '@ml-actions/metrics/change-text';
import { pText, valuesOf } from '../wording.ts';

/** A metrics file may hold ten thousand values; the comparison file has them all. */
const mostMetrics = 200;
const mostFeatures = 50;
const digits = 3;

/** Every known metric with both values, what a reader looks for first in front. */
export function metricsHtml({ candidate, baseline }: EvaluateGatePredicate): string {
  const before = baseline.kind === 'found' ? baseline.metrics : {};
  const names = [...new Set([...Object.keys(candidate.metrics), ...Object.keys(before)])].sort(headlineFirst);
  if (names.length === 0) return '';
  const rows = names
    .slice(0, mostMetrics)
    .map((name) => metricRow(name, before[name] ?? null, candidate.metrics[name] ?? null));
  const rest = names.length - rows.length;
  const columns = [
    { heading: 'Metric' },
    ...['Baseline', 'Candidate', 'Change'].map((heading) => ({ heading, kind: 'number' as const })),
  ];
  const more = rest > 0 ? `<p>${rest} more are in the comparison file.</p>` : '';
  return part('metrics', 'All metrics', plainTable('All metrics', columns, rows) + more);
}

const rank = (name: string): number => (HEADLINE.includes(name) ? HEADLINE.indexOf(name) : HEADLINE.length);
const headlineFirst = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);

function metricRow(name: string, baseline: number | null, candidate: number | null): string[] {
  const change = baseline !== null && candidate !== null ? candidate - baseline : null;
  const proportion = isProportion(name) && Math.max(Math.abs(baseline ?? 0), Math.abs(candidate ?? 0)) <= 1;
  const values = valuesOf({ baseline, candidate, found: { baseline: null, candidate: null } });
  return [name, ...values, changeText({ change, interval: null, proportion, margin: null })];
}

/** Slices that nobody declared; what each feature counts for; what differs between the two trainings. */
export function furtherHtml(predicate: EvaluateGatePredicate): string {
  return [discoveredHtml(predicate), importanceHtml(predicate), changesHtml(predicate), noticesHtml(predicate)]
    .filter(Boolean)
    .join('\n');
}

function discoveredHtml({ discovered }: EvaluateGatePredicate): string {
  if (discovered.length === 0) return '';
  const number = (value: number) => String(Number(value.toPrecision(digits)));
  const columns = [
    { heading: 'Slice' },
    ...['Rows', 'Error', 'Overall', 'p'].map((heading) => ({ heading, kind: 'number' as const })),
    { heading: '' },
  ];
  const rows = discovered.map(({ slice, rows, errorRate, overall, pValue, confirmed }) => [
    slice,
    countText(rows),
    number(errorRate),
    number(overall),
    pText(pValue),
    confirmed ? 'confirmed' : 'not confirmed',
  ]);
  return part(
    'discovered',
    'Slices found by search',
    `<p>Found on one half of the rows; the numbers are the other half’s.</p>${plainTable('Slices found by search', columns, rows)}`,
  );
}

function importanceHtml({ importance }: EvaluateGatePredicate): string {
  if (importance === null) return '';
  const features = Object.entries(importance)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, mostFeatures);
  const columns = [{ heading: 'Feature' }, { heading: 'Importance', kind: 'number' as const }];
  const rows = features.map(([name, value]) => [name, String(Number(value.toPrecision(digits)))]);
  return part('features', 'Feature importance', plainTable('Feature importance of the candidate', columns, rows));
}

function changesHtml({ changed }: EvaluateGatePredicate): string {
  const kinds = [
    ['Parameters', changed.params],
    ['Data', changed.data],
    ['Packages', changed.packages],
  ] as const;
  const lists = kinds
    .filter(([, texts]) => texts.length > 0)
    .map(
      ([heading, texts]) =>
        `<h3>${heading}</h3><ul>${texts.map((each) => `<li><code>${text(each)}</code></li>`).join('')}</ul>`,
    );
  return lists.length === 0 ? '' : part('changed', 'Changed since the baseline', lists.join('\n'));
}

function noticesHtml({ notices }: EvaluateGatePredicate): string {
  const said = notices.filter(({ level }) => level === 'info');
  if (said.length === 0) return '';
  return part('notices', 'Notices', `<ul>${said.map((notice) => `<li>${text(notice.text)}</li>`).join('')}</ul>`);
}
