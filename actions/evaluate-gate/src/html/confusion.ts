import { countText } from '@ml-actions/core/report/count-text';
import { text } from '@ml-actions/core/report/html-escape';
import { scrolling } from '@ml-actions/core/report/html-parts';
import type { Confusion } from '../chart/confusion.ts';

const percent = 100;
/** Pale enough for the page's text. */
const shade = { least: 4, most: 46 };

/** A confusion matrix as a table whose cells are shaded by their share of the true label. */
export function confusionTable(caption: string, { labels, counts }: Confusion): string {
  const head = labels.map((label) => `<th scope="col" class="number">${text(label)}</th>`).join('');
  const body = labels.map(
    (label, truth) => `<tr><th scope="row">${text(label)}</th>${cells(counts[truth] ?? [])}</tr>`,
  );
  return scrolling(
    caption,
    `<table class="confusion"><caption>Rows are true labels, columns predicted ones.</caption><thead><tr><th scope="col">true \\ predicted</th>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`,
  );
}

function cells(row: readonly number[]): string {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row
    .map((count) => {
      const share = total === 0 ? 0 : count / total;
      const strength = Math.round(shade.least + share * (shade.most - shade.least));
      return `<td class="number" style="--shade:${strength}%">${countText(count)} <small>${(percent * share).toFixed(1)} %</small></td>`;
    })
    .join('');
}
