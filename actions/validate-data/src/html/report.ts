import { countText } from '@ml-actions/core/report/count-text';
import { inline, text } from '@ml-actions/core/report/html-escape';
import { documentOf } from '@ml-actions/core/report/html-page';
import { factList, htmlTable, part, timeHtml, verdictHeader } from '@ml-actions/core/report/html-parts';
import type { SourceShape } from '@ml-actions/data/shape/shape';
import type { DataBody } from '../body.ts';
import type { Earlier } from '../changes.ts';
import { holderOf, plural, proposedText, secondsText, tones } from '../wording.ts';
import { columnsHtml } from './columns.ts';
import { brokenHtml, passedHtml, unjudgedHtml } from './rules.ts';
import { schemaHtml } from './schema.ts';
import { style } from './style.ts';

export interface Reported {
  readonly model: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly body: DataBody;
  readonly shapes: readonly SourceShape[];
  readonly earlier: Earlier;
}

/** One static page without scripts: it opens anywhere, loads nothing and sends nothing. */
export function htmlReport(reported: Reported): string {
  const { model, body, shapes, earlier } = reported;
  const found = earlier.kind === 'found' ? earlier : null;
  const judged = { rules: body.rules, earlier: found?.rules ?? null };
  const word = body.verdict.toUpperCase();
  const parts = [
    headerHtml(reported),
    notesHtml(body),
    brokenHtml(judged),
    found ? schemaHtml(body.sources, found.sources) : '',
    columnsHtml(shapes, body.rules),
    unjudgedHtml(judged),
    passedHtml(judged),
    dataHtml(body),
    provenanceHtml(body, earlier),
  ];
  const footer = '<footer>Written by ml-actions validate-data. This page loads nothing and sends nothing.</footer>';
  return documentOf({
    title: `${word}: ${model}`,
    body: `<main>${parts.filter(Boolean).join('\n')}</main>${footer}`,
    style,
    data: new Map(),
    scripts: [],
  });
}

const headerHtml = ({ model, createdAt, body, earlier }: Reported): string =>
  verdictHeader({
    tone: tones[body.verdict],
    word: body.verdict.toUpperCase(),
    over: `<strong>${text(model)}</strong> · Data · ${timeHtml(createdAt)}`,
    fact: text(body.fact),
    compared: text(
      `${plural(rowsOf(body), 'row')} in ${secondsText(body.seconds)}, ${body.engine}, exact counts. Contract: ${body.contract.source}. Base: ${earlierText(earlier)}.`,
    ),
  });

const rowsOf = ({ sources }: DataBody): number => sources.reduce((sum, { rows }) => sum + rows, 0);

function earlierText(earlier: Earlier): string {
  if (earlier.kind === 'found') return earlier.source;
  return earlier.kind === 'none' ? `none (${earlier.reason})` : `could not be read (${earlier.reason})`;
}

function notesHtml({ contract }: DataBody): string {
  const notes = [
    contract.proposed && !contract.reportOnly
      ? `The contract on the base branch decides; ${proposedText(contract.proposed)}.`
      : '',
    contract.protected || contract.reportOnly
      ? ''
      : 'The contract is not protected: whoever changes the data could have edited it.',
  ].filter(Boolean);
  return notes.map((note) => `<p class="note">${inline(text(note))}</p>`).join('\n');
}

function dataHtml({ sources }: DataBody): string {
  const number = (heading: string) => ({ heading, kind: 'number' as const });
  const columns = [
    { heading: 'Data' },
    number('Rows'),
    number('Columns'),
    number('Files'),
    number('Size'),
    { heading: 'Content' },
  ];
  const rows = sources.map((source) => [
    `<code>${text(source.name)}</code>`,
    countText(source.rows),
    countText(source.columns.length),
    ...holderOf(source).map(text),
    `<code>${text(source.fingerprint)}</code>`,
  ]);
  return part('data', 'Data', htmlTable('Data that was read', columns, rows));
}

const provenanceHtml = (
  { contract, digest, fingerprint, engine, seconds, failOn }: DataBody,
  earlier: Earlier,
): string =>
  part(
    'provenance',
    'Provenance',
    factList([
      ['Contract', contract.source],
      ['Contract, sha256', contract.sha256],
      ['Contract protected from the change', contract.protected ? 'yes' : 'no'],
      ['Base', earlierText(earlier)],
      ['Bytes of all files, sha256', digest],
      ['Content, whatever the order of rows', fingerprint],
      ['Engine', engine],
      ['Time', secondsText(seconds)],
      ['fail-on', failOn],
    ]),
  );
