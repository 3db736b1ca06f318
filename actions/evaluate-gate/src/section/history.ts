import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { code, escapeText, table } from '@ml-actions/core/report/markdown';
import type { Detail } from '@ml-actions/core/report/section';
import { decimalsOf, fixed } from '@ml-actions/metrics/decimals';

/** Two points are a comparison, not a line. */
const fewestPoints = 3;
const shortSha = 7;
const digits = 4;
/** More commits have no room on the axis. */
const mostLabels = 10;

/** The headline metric over the models that followed each other: a line where it is drawn, and always its numbers. */
export function historyDetail({ history }: EvaluateGatePredicate): Detail[] {
  if (!history || history.points.length < fewestPoints) return [];
  const { metric, points } = history;
  const decimals = decimalsOf(
    points.map(({ value }) => value),
    digits,
  );
  const rows = points.map(({ commit, value }) => [code(commit.slice(0, shortSha)), fixed(value, decimals)]);
  const chart = [
    '```mermaid',
    'xychart-beta',
    `    x-axis ${axisOf(points)}`,
    `    y-axis "${metric.replace(/[^\w .%-]/g, '?')}"`,
    `    line [${points.map(({ value }) => fixed(value, decimals)).join(', ')}]`,
    '```',
  ].join('\n');
  return [
    {
      summary: `History of ${escapeText(metric)}: ${points.length} models`,
      body: `${chart}\n\n${table(['Commit', code(metric)], rows, ['left', 'right'])}`,
    },
  ];
}

const axisOf = (points: readonly { readonly commit: string }[]): string =>
  points.length > mostLabels
    ? `"model" 1 --> ${points.length}`
    : `[${points.map(({ commit }) => `"${commit.slice(0, shortSha)}"`).join(', ')}]`;
