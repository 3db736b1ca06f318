import { text } from '@ml-actions/core/report/html-escape';
import { part } from '@ml-actions/core/report/html-parts';
import type { Charts } from '../chart/charts.ts';
import type { Confusion } from '../chart/confusion.ts';
import type { Drawing } from '../plot/plots.ts';
import { confusionTable } from './confusion.ts';
import { numbersOf } from './numbers.ts';

/** A card per chart, each with its numbers as a table: what is drawn must also be read. */
export function chartsHtml(charts: Charts, drawings: readonly Drawing[]): string {
  const numbers = numbersOf(charts);
  const cards = drawings.map(
    ({ name, title, height }) => `<figure class="card">
<figcaption>${text(title)}</figcaption>
<div class="chart" data-chart="${name}" style="height:${height}px" role="img" aria-label="${text(title)}: the numbers are in the table below"></div>
<details><summary>Numbers of “${text(title)}”</summary>${numbers[name] ?? ''}</details>
</figure>`,
  );
  const { confusion } = charts;
  const matrices = confusion
    ? [
        matrixCard('Confusion matrix of the candidate', confusion.candidate),
        ...(confusion.baseline ? [matrixCard('Confusion matrix of the baseline', confusion.baseline)] : []),
      ]
    : [];
  if (cards.length + matrices.length === 0) return '';
  return part('charts', 'Predictions', `<div class="cards">\n${[...cards, ...matrices].join('\n')}\n</div>`);
}

const matrixCard = (title: string, matrix: Confusion): string =>
  `<figure class="card"><figcaption>${title}</figcaption>${confusionTable(title, matrix)}</figure>`;
