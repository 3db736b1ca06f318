import { escapeText, table } from '@ml-actions/core/report/markdown';
import type { Said } from './fact.ts';
import { estimatedHigh, LABEL_COVERAGE, type Performance } from './performance.ts';
import { metricText, numberText, plural } from './wording.ts';

type Metric = Performance['metrics'][number];

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

/** Three signals side by side: what was once measured, what the scores say, what the labels say. */
export function performanceText(said: Said): string {
  const { performance } = said;
  if (!performance) return '';
  const { metrics, pending, coverage, labelled, window, margin } = performance;
  const rows = metrics.map(({ metric, baseline, realised, ...each }) => [
    metricText(metric),
    numberText(baseline),
    estimateText(each),
    realised === null
      ? ''
      : `${numberText(realised.value)} (${numberText(realised.low)} to ${numberText(realised.high)})`,
  ]);
  const headers = ['performance', 'baseline', 'estimated without labels', 'by labels (95 %)'];
  const from = window ? ` of ${window.start.slice(0, 10)} to ${window.end.slice(0, 10)}` : '';
  const labels = [
    unjudgedText(said),
    labelled > 0 && !pending && !hasOtherClasses(said)
      ? `${plural(labelled, 'label')}${from}, ${percent(coverage ?? 1)} of the rows.`
      : '',
    `Worse is ${margin} below the baseline. The estimate assumes no concept drift.`,
  ];
  return `${table(headers, rows, ['left', 'right', 'right', 'right'])}\n\n${escapeText(labels.filter(Boolean).join(' '))}`;
}

/** An estimate with its standard error; empty without one. */
export function estimateText({ estimated, estimatedError }: Pick<Metric, 'estimated' | 'estimatedError'>): string {
  if (estimated === null) return '';
  return `${numberText(estimated)}${estimatedError === null ? '' : ` ± ${numberText(estimatedError)}`}`;
}

/** Why the labels judge nothing; empty where they do, or where none were asked for. */
export function unjudgedText(said: Pick<Said, 'performance' | 'rule'>): string {
  if (said.performance?.pending) return pendingText(said);
  return hasOtherClasses(said)
    ? 'No label is of a class that the model says: write both alike, such as both as 1 and 0.'
    : '';
}

/** The labels that arrived are a broken schema. */
export const hasOtherClasses = ({ performance }: Pick<Said, 'performance'>): boolean =>
  typeof performance?.otherClasses === 'number';

/** Late labels are waited for; of too few rows no label says enough. */
function pendingText({ performance, rule }: Pick<Said, 'performance' | 'rule'>): string {
  const { labelled = 0, coverage = null } = performance ?? {};
  if (coverage === 0)
    return (
      'No label of these rows has arrived. Where labels always come later than the rows that are looked at, ' +
      'let current hold earlier days too, with timestamp-column and window.'
    );
  if (coverage === null || coverage < LABEL_COVERAGE)
    return `Too few labels have arrived to judge by them${coverage === null ? '' : ` (${percent(coverage)})`}.`;
  return `${plural(labelled, 'label')} are too few to judge by; ${rule.minRows} are needed (min-rows).`;
}

/** What made the performance the verdict, in one line; empty where it did not. */
export function performanceFact({ performance }: Said): string {
  if (!performance?.alarm) return '';
  const { metrics, alarm, margin } = performance;
  const said = metrics.find((each) => {
    const high = alarm === 'realised' ? each.realised?.high : estimatedHigh(each);
    return typeof high === 'number' && high < each.baseline - margin;
  });
  if (!said) return '';
  const value = alarm === 'realised' ? (said.realised?.value ?? 0) : (said.estimated ?? 0);
  const how = alarm === 'realised' ? 'by the labels that arrived' : 'by an estimate that assumes no concept drift';
  return `${metricText(said.metric)} fell from ${numberText(said.baseline)} to ${numberText(value)} ${how}`;
}
