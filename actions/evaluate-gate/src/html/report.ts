import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Charts } from '../chart/charts.ts';
import { libraryText } from '../plot/library.ts';
import { dark } from '../plot/palette.ts';
import { curveDrawings } from '../plot/plots.ts';
import { wordOf } from '../wording.ts';
import { chartsHtml } from './charts.ts';
import { checksHtml } from './checks.ts';
import { jsonData, text } from './escape.ts';
import { furtherHtml, metricsHtml } from './further.ts';
import { headerHtml, notesHtml } from './header.ts';
import { documentOf } from './page.ts';
import { provenanceHtml } from './provenance.ts';

/**
 * The interactive report: one file that opens anywhere, offline, and sends nothing. It carries the chart library only
 * where there is something to draw; a comparison of two metrics files is tables alone.
 */
export async function htmlReport(predicate: EvaluateGatePredicate, charts: Charts): Promise<string> {
  const drawings = curveDrawings(charts);
  const parts = [
    checksHtml(predicate),
    notesHtml(predicate),
    chartsHtml(charts, drawings),
    metricsHtml(predicate),
    furtherHtml(predicate),
    provenanceHtml(predicate),
  ].filter(Boolean);
  const body = parts.join('\n');
  const options = Object.fromEntries(drawings.map(({ name, option }) => [name, option]));
  return documentOf({
    title: `${wordOf(predicate)}: ${predicate.model}`,
    body: `${navigation(body)}\n<main>\n${headerHtml(predicate)}\n${body}\n</main>\n${footer(drawings.length > 0)}`,
    data: new Map(drawings.length > 0 ? [['charts-data', jsonData({ options, dark })]] : []),
    library: drawings.length > 0 ? await libraryText() : null,
  });
}

/** Links to the parts that are there. */
function navigation(body: string): string {
  const links = [...body.matchAll(/<h2 id="([\w-]+)-title">([^<]*)<\/h2>/g)].map(
    ([, id, heading]) => `<a href="#${id}">${(heading ?? '').replace(/ \(.*/, '')}</a>`,
  );
  return `<nav aria-label="Parts of the report">${links.join('')}<button type="button" data-theme-button hidden></button></nav>`;
}

const footer = (hasCharts: boolean): string =>
  `<footer>${text('Written by ml-actions evaluate-gate. This page loads nothing and sends nothing.')}${hasCharts ? ' Charts: Apache ECharts, © The Apache Software Foundation, <code>Apache-2.0</code>.' : ''}</footer>`;
