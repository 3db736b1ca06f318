import { text } from '@ml-actions/core/report/html-escape';
import type { DriftBody } from '../body.ts';
import { estimateText, unjudgedText } from '../performance-text.ts';
import { metricText, numberText } from '../wording.ts';

/** Estimated against realised performance; nothing where neither is known. */
export function performanceHtml({ performance, rule }: Pick<DriftBody, 'performance' | 'rule'>): string {
  if (!performance) return '';
  const rows = performance.metrics.map(({ metric, baseline, realised, ...each }) => {
    const cells = [
      numberText(baseline),
      estimateText(each),
      realised === null
        ? ''
        : `${numberText(realised.value)} (${numberText(realised.low)} to ${numberText(realised.high)})`,
    ];
    return `<tr><th scope="row">${metricText(metric)}</th>${cells.map((cell) => `<td class="number">${text(cell)}</td>`).join('')}</tr>`;
  });
  const unjudged = unjudgedText({ performance, rule });
  return (
    `<h2 id="performance">Performance</h2><div class="scroll"><table><caption>Worse is ${performance.margin} below the baseline. ` +
    `The estimate assumes no concept drift.${unjudged && ` ${unjudged}`}</caption><thead><tr><th scope="col">metric</th><th scope="col">baseline</th>` +
    `<th scope="col">estimated without labels</th><th scope="col">by labels, 95 %</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  );
}
