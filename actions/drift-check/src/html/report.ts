import { inline, text } from '@ml-actions/core/report/html-escape';
import { documentOf } from '@ml-actions/core/report/html-page';
import { verdictHeader } from '@ml-actions/core/report/html-parts';
import type { DriftBody } from '../body.ts';
import { factOf, wordOf } from '../fact.ts';
import { plural, windowText } from '../wording.ts';
import { columnsHtml } from './columns.ts';
import type { Counts } from './histogram.ts';
import { historyHtml } from './history.ts';
import { performanceHtml } from './performance.ts';
import { quadrantSvg } from './quadrant.ts';
import { style } from './style.ts';

export interface Reported {
  readonly model: string;
  readonly body: DriftBody;
  /** counts of both sides by column, on the reference's bins */
  readonly counts: ReadonlyMap<string, Counts | null>;
  readonly importance: Readonly<Record<string, number>>;
}

/** One static page without scripts: it opens anywhere, loads nothing and sends nothing. No cell value is in it. */
export function htmlReport({ model, body, counts, importance }: Reported): string {
  const said = { ...body, model };
  const [word, tone] = wordOf(said);
  const main = [
    verdictHeader({
      tone,
      word,
      over: `<strong>${text(model)}</strong> · Drift check`,
      fact: inline(factOf(said)),
      compared: text(comparedText(body, model)),
    }),
    `<h2 id="quadrant">What matters</h2><figure>${quadrantSvg(body, importance)}<figcaption>${captionOf(body, importance)}</figcaption></figure>`,
    performanceHtml(body),
    historyHtml(body),
    columnsHtml(body.columns, counts),
    methodsHtml(body),
  ];
  const footer = '<footer>Written by ml-actions drift-check. This page loads nothing and sends nothing.</footer>';
  return documentOf({
    title: `${word}: ${model}`,
    body: `<main>${main.filter(Boolean).join('\n')}</main>${footer}`,
    style,
    data: new Map(),
    scripts: [],
  });
}

const captionOf = ({ columns }: DriftBody, importance: Readonly<Record<string, number>>): string =>
  columns.every(({ column, important }) => important && importance[column] === undefined)
    ? 'All columns weigh the same; with the input <code>importance</code> they stand higher the more they matter.'
    : 'Top right: important and far from the reference.';

const comparedText = ({ current, reference, environment, window }: DriftBody, model: string): string =>
  `${model} in ${environment}: ${plural(current.rows, 'row')} of ${current.source} against ${reference.source} ` +
  `(${plural(reference.rows, 'row')}).${windowText(window)}`;

const formulas: readonly (readonly [unit: string, meaning: string])[] = [
  [
    'W1/std',
    'Wasserstein-1 distance from the sums per bin, in standard deviations of the reference; never above the exact one',
  ],
  ['JS base 2', 'Jensen-Shannon distance, the root of the divergence in bits, 0 to 1'],
  [
    'RFF/std',
    'distance of the vectors’ mean random Fourier features, in standard deviations of the reference’s features',
  ],
  ['changed share', 'share of values unlike the only value of a constant column'],
  ['noise', 'effect that two samples of these sizes from one population show on average'],
  [
    'q',
    'Benjamini-Hochberg over all tests of the run: Kolmogorov-Smirnov for numbers, chi-squared of two samples for categories, the law of the distance for vectors',
  ],
];

function methodsHtml({ rule, reference, current }: DriftBody): string {
  const rows = formulas.map(([unit, meaning]) => `<tr><th scope="row">${unit}</th><td>${text(meaning)}</td></tr>`);
  const facts = `Rule ${rule.name}, alpha ${rule.alpha}, at least ${rule.minRows} values. Reference sha256 ${reference.sha256}, current sha256 ${current.sha256}.`;
  return `<h2 id="methods">Methods</h2><div class="scroll"><table><caption>${text(facts)}</caption><tbody>${rows.join('')}</tbody></table></div>`;
}
