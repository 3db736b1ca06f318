import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import { countText } from '@ml-actions/core/report/count-text';
import { text } from '@ml-actions/core/report/html-escape';
import { htmlTable, part, scrolling } from '@ml-actions/core/report/html-parts';
import type { EarlierRule } from '../changes.ts';
import { allowedText, broken, failingText, plural, problemsIn, rowsText, symbols, unjudgedIn } from '../wording.ts';

/** A page with more rows is slow, and nobody reads them; the JSON report has all. */
const MOST_BROKEN = 500;
const MOST_FOLDED = 1_000;
const words: Readonly<Record<DataRule['status'], string>> = {
  pass: 'Passed',
  info: 'Told',
  warn: 'Warning',
  fail: 'Failed',
  error: 'Error',
};

export interface Judged {
  readonly rules: readonly DataRule[];
  /** what they came to in earlier data; null: there is none */
  readonly earlier: readonly EarlierRule[] | null;
}

/** The rules that do not hold, worst first, each with what it came to before. */
export function brokenHtml({ rules, earlier }: Judged): string {
  const all = problemsIn(rules);
  if (all.length === 0) return '';
  const several = new Set(rules.map(({ source }) => source)).size > 1;
  const headings = [
    'Status',
    'Rule',
    ...(several ? ['Data'] : []),
    'Failing',
    'Allowed',
    ...(earlier ? ['Base'] : []),
    'Line',
  ];
  const rightward = new Set(['Failing', 'Allowed', 'Base', 'Line']);
  const head = headings.map((name) => `<th scope="col"${rightward.has(name) ? ' class="number"' : ''}>${name}</th>`);
  const rows = all.slice(0, MOST_BROKEN).map((rule) => rowOf(rule, several, earlier));
  const table = `<table class="checks"><caption class="hidden">Broken rules</caption><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return part('broken', 'What is broken', `${scrolling('Broken rules', table)}${restHtml(all.length - rows.length)}`);
}

const restHtml = (more: number): string => (more > 0 ? `<p>${plural(more, 'more rule')} in the JSON report.</p>` : '');

function rowOf(rule: DataRule, several: boolean, earlier: Judged['earlier']): string {
  const { status, id, expected, source, line, failing, of } = rule;
  const share = failing !== null && of !== null && of > 0 ? failing / of : null;
  const meter =
    share === null ? '' : `<span class="share ${status}"><i style="width:${(100 * share).toFixed(1)}%"></i></span>`;
  const cells = [
    `<td class="status ${status}"><span aria-hidden="true">${symbols[status]}</span> ${words[status]}</td>`,
    `<th scope="row"><code>${text(id)}</code><small>${text(expected)}</small></th>`,
    several ? `<td data-label="Data"><code>${text(source)}</code></td>` : '',
    `<td class="${rule.note === null ? 'number' : 'said'}" data-label="Failing"><span>${text(failingText(rule))}${meter}${placesHtml(rule)}</span></td>`,
    `<td class="number" data-label="Allowed">${text(allowedText(rule))}</td>`,
    earlier ? `<td class="number" data-label="Base"><span>${baseHtml(rule, earlier)}</span></td>` : '',
    `<td class="number" data-label="Line">${line}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>`;
}

/** Where the first failing rows stand. */
const placesHtml = (rule: DataRule): string => (rule.rows ? `<br><small>${text(rowsText(rule))}</small>` : '');

/** What the rule came to before, and how far it moved since. */
function baseHtml(rule: DataRule, earlier: readonly EarlierRule[]): string {
  const before = earlier.find(({ id, source }) => id === rule.id && source === rule.source);
  if (!before) return '<small>new rule</small>';
  const { failing = null, of = null, got, unit = null, status } = before;
  if (status === 'error') return '<small>was not evaluated</small>';
  const was = failingText({ ...rule, failing, of, got, unit, note: null });
  const moved = rule.failing !== null && failing !== null ? rule.failing - failing : null;
  if (moved === null || moved === 0) return `${text(was)}${moved === 0 ? '<small> unchanged</small>' : ''}`;
  return `${text(was)}<br><span class="${moved > 0 ? 'worse' : 'better'}">${moved > 0 ? '+' : '−'}${countText(Math.abs(moved))}</span>`;
}

/** The rules that hold, folded. */
export function passedHtml({ rules }: Pick<Judged, 'rules'>): string {
  const passed = broken(rules, 'pass');
  if (passed.length === 0) return '';
  const several = new Set(rules.map(({ source }) => source)).size > 1;
  const columns = [
    { heading: 'Rule' },
    ...(several ? [{ heading: 'Data' }] : []),
    { heading: 'Holds' },
    { heading: 'Failing', kind: 'number' as const },
    { heading: 'Allowed', kind: 'number' as const },
  ];
  const rows = passed
    .slice(0, MOST_FOLDED)
    .map((rule) => [
      `<code>${text(rule.id)}</code>`,
      ...(several ? [`<code>${text(rule.source)}</code>`] : []),
      text(rule.expected),
      text(failingText(rule)),
      text(allowedText(rule)),
    ]);
  return part(
    'passed',
    'What holds',
    `<details><summary>${text(plural(passed.length, 'rule'))} passed</summary>${htmlTable('Rules that hold', columns, rows)}${restHtml(passed.length - rows.length)}</details>`,
  );
}

/** The rules of which nobody can tell whether they hold, folded. */
export function unjudgedHtml({ rules }: Pick<Judged, 'rules'>): string {
  const open = unjudgedIn(rules);
  if (open.length === 0) return '';
  const columns = [{ heading: 'Rule' }, { heading: 'Data' }, { heading: 'Expected' }, { heading: 'Why' }];
  const rows = open.slice(0, MOST_FOLDED).map(({ id, source, expected, note }) => {
    return [`<code>${text(id)}</code>`, `<code>${text(source)}</code>`, text(expected), text(note ?? '')];
  });
  const table = `${htmlTable('Rules not judged', columns, rows)}${restHtml(open.length - rows.length)}`;
  const summary = text(`${plural(open.length, 'rule')} not judged`);
  return part('unjudged', 'What nobody can tell', `<details><summary>${summary}</summary>${table}</details>`);
}
