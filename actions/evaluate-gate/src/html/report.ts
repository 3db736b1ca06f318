import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { text } from '@ml-actions/core/report/html-escape';
import { documentOf } from '@ml-actions/core/report/html-page';
import type { Charts } from '../chart/charts.ts';
import { wordOf } from '../wording.ts';
import { checksHtml } from './checks.ts';
import type { Drawn } from './drawn.ts';
import { furtherHtml, metricsHtml } from './further.ts';
import { headerHtml, notesHtml } from './header.ts';
import { provenanceHtml } from './provenance.ts';
import { script } from './script.ts';
import { style } from './style.ts';

const nothing: Drawn = { html: '', data: new Map(), library: null };

/**
 * The interactive report: one file that opens anywhere, offline, and sends nothing. Charts and their code are loaded only
 * where there are predictions; a comparison of two metrics files is tables alone.
 *
 * @param charts null: there are only metrics
 */
export async function htmlReport(predicate: EvaluateGatePredicate, charts: Charts | null): Promise<string> {
  const { html, data, library } = charts ? await (await import('./drawn.ts')).drawn(charts) : nothing;
  const parts = [
    checksHtml(predicate),
    notesHtml(predicate),
    html,
    metricsHtml(predicate),
    furtherHtml(predicate),
    provenanceHtml(predicate),
  ].filter(Boolean);
  const body = parts.join('\n');
  return documentOf({
    title: `${wordOf(predicate)}: ${predicate.model}`,
    body: `${navigation(body)}\n<main>\n${headerHtml(predicate)}\n${body}\n</main>\n${footer(library !== null)}`,
    style,
    data,
    scripts: [...(library === null ? [] : [library]), script],
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
