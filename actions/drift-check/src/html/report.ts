import { inline, text } from '@ml-actions/core/report/html-escape';
import { documentOf } from '@ml-actions/core/report/html-page';
import { scrolling, verdictHeader } from '@ml-actions/core/report/html-parts';
import type { DriftBody } from '../body.ts';
import { factOf, wordOf } from '../fact.ts';
import { NOISE_MEANING, qMeaning, rulesIn, unitsIn } from '../units.ts';
import { freshnessText, plural, windowText } from '../wording.ts';
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
}

/** One static page without scripts: it opens anywhere, loads nothing and sends nothing. No cell value is in it. */
export function htmlReport({ model, body, counts }: Reported): string {
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
    `<div class="pair"><section><h2 id="quadrant">What matters</h2><figure>${quadrantSvg(body)}<figcaption>${captionOf(body)}</figcaption></figure></section>` +
      `${historyHtml(body)}</div>`,
    performanceHtml(body),
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

const captionOf = ({ columns }: DriftBody): string =>
  columns.every(({ importance }) => importance === columns[0]?.importance)
    ? 'All columns weigh the same; with the input <code>importance</code> they stand higher the more they matter.'
    : 'Top right: important and far from the reference.';

const comparedText = ({ current, reference, environment, window, freshness }: DriftBody, model: string): string =>
  `${model} in ${environment}: ${plural(current.rows, 'row')} of ${current.source} against ${reference.source} ` +
  `(${plural(reference.rows, 'row')}).${windowText(window)} ${freshnessText({ freshness })}`.trim();

function methodsHtml({ rule, reference, current, columns }: DriftBody): string {
  const q = qMeaning(columns);
  const meanings = [
    ...rulesIn(columns, rule).map((meaning) => ['drift', meaning] as const),
    ...unitsIn(columns),
    ...(q === '' ? [] : [['noise', NOISE_MEANING] as const, ['q', q] as const]),
  ];
  const rows = meanings.map(
    ([name, meaning]) => `<tr><th scope="row">${text(name)}</th><td>${text(meaning)}</td></tr>`,
  );
  const facts =
    `Rule ${rule.name}, alpha ${rule.alpha}, at least ${rule.minRows} values. ` +
    `Reference sha256 ${reference.sha256}, current sha256 ${current.sha256}.`;
  const table = `<table class="terms"><caption>${text(facts)}</caption><tbody>${rows.join('')}</tbody></table>`;
  return `<h2 id="methods">Methods</h2>${scrolling('Methods', table)}`;
}
