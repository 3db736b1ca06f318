import type { EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { countText } from '@ml-actions/core/report/count-text';
import { text } from '@ml-actions/core/report/html-escape';
import { part, scrolling } from '@ml-actions/core/report/html-parts';
import { changeText } from '@ml-actions/metrics/change-text';
import { marks, pText, symbolOfRow, valuesOf, wordOfRow } from '../wording.ts';
import { forestCell } from './forest-cell.ts';

/** A page with more rows is slow, and nobody reads them; the comparison file has all. */
const mostRows = 500;
/** The rows that decide, most severe first. */
const deciding = 8;

/** Each family of checks and how it is called. */
const families: readonly (readonly [scope: string, heading: string, note: string])[] = [
  ['', 'Whole test set', ''],
  ['slices', 'Slices', ''],
  [
    'fairness',
    'Fairness',
    'A screen, not a verdict on fairness: gaps between groups that are large enough to measure.',
  ],
  ['seeds', 'Seeds', ''],
  ['budgets', 'Budgets', ''],
  ['robustness', 'Robustness', 'The baseline is the candidate on the clean rows.'],
  ['anchor', 'Against the anchor', 'A second baseline, against slow creep.'],
  ['importance', 'Feature importance', ''],
];

const familyOf = ({ scope }: GateRow): string => scope.split('.')[0] ?? '';

/** The rows that decide; where there are more, all of them below with filters. */
export function checksHtml({ checks }: EvaluateGatePredicate): string {
  if (checks.length === 0) return '';
  const hasGroups = checks.some((row) => row.scope !== '');
  if (checks.length <= deciding && !hasGroups) return part('checks', 'Checks', table('Checks', checks, false));
  const rest = checks.length - mostRows;
  return [
    part('checks', 'What decided', table('What decided', checks.slice(0, deciding), false)),
    part(
      'all-checks',
      `All checks (${countText(checks.length)})`,
      `${filters(checks)}${table('All checks', checks.slice(0, mostRows), true)}${rest > 0 ? `<p>${countText(rest)} more are in the comparison file.</p>` : ''}`,
    ),
  ].join('\n');
}

function filters(checks: readonly GateRow[]): string {
  const statuses = [...new Set(checks.map(({ status }) => status))];
  const scopes = [...new Set(checks.map(familyOf))];
  const boxes = statuses.map(
    (status) =>
      `<label><input type="checkbox" name="status" value="${status}"${status === 'skipped' && statuses.length > 1 ? '' : ' checked'}> ${text(`${marks[status][0]} ${marks[status][1]}`)} (${checks.filter((row) => row.status === status).length})</label>`,
  );
  const options = families
    .filter(([scope]) => scopes.includes(scope))
    .map(([scope, heading]) => `<option value="${scope === '' ? 'whole' : scope}">${text(heading)}</option>`);
  return `<form class="filters" data-filters hidden><fieldset><legend>Status</legend>${boxes.join('')}</fieldset><label>Scope <select name="scope"><option value="">all</option>${options.join('')}</select></label><label>Name <input type="search" name="name" autocomplete="off"></label><output aria-live="polite"></output></form>`;
}

const headings: readonly (readonly [heading: string, sort: 'text' | 'number' | null])[] = [
  ['Status', 'text'],
  ['Check', 'text'],
  ['Baseline', 'number'],
  ['Candidate', 'number'],
  ['Change', 'number'],
  ['Allowed', null],
  ['Change / allowance', 'number'],
  ['p', 'number'],
];

function table(caption: string, rows: readonly GateRow[], grouped: boolean): string {
  const head = headings
    .map(
      ([heading, sort]) =>
        `<th scope="col"${sort === 'number' || heading === 'Allowed' ? ' class="number"' : ''}${grouped && sort ? ` data-sort="${sort}"` : ''}>${text(heading)}</th>`,
    )
    .join('');
  const bodies = grouped
    ? families.flatMap(([scope, heading, note]) => {
        const own = rows.filter((row) => familyOf(row) === scope);
        const told = note === '' ? '' : ` <small>${text(note)}</small>`;
        const title = `<tr class="group"><th scope="rowgroup" colspan="${headings.length}">${text(heading)}${told}</th></tr>`;
        return own.length === 0 ? [] : [`<tbody>${title}${own.map(row).join('\n')}</tbody>`];
      })
    : [`<tbody>${rows.map(row).join('\n')}</tbody>`];
  return scrolling(
    caption,
    `<table class="checks"><caption>${text(caption)}: change is candidate minus baseline${confidenceText(rows)}; the small plot counts in allowances, its dashed line is the limit, right is better</caption><thead><tr>${head}</tr></thead>${bodies.join('\n')}</table>`,
  );
}

const percent = 100;
function confidenceText(rows: readonly GateRow[]): string {
  const confidence = rows.find((each) => each.confidence !== null)?.confidence;
  return confidence ? `, with its ${Number((percent * confidence).toFixed(2))} % interval` : '';
}

function row(check: GateRow): string {
  const { name, status, change, margin, pValue, allowed, direction } = check;
  const [baseline, candidate] = valuesOf(check);
  const toward = direction === 'lower' ? -1 : 1;
  const units = change !== null && margin ? (toward * change) / margin : null;
  const cells = [
    `<td class="status ${status}"><span aria-hidden="true">${symbolOfRow(check)}</span> ${text(wordOfRow(check))}</td>`,
    `<th scope="row">${nameHtml(check)}</th>`,
    numberCell('Baseline', baseline, check.baseline),
    numberCell('Candidate', candidate, check.candidate),
    numberCell('Change', changeText(check), change),
    `<td class="number" data-label="Allowed">${text(shownLimit(allowed))}</td>`,
    `<td data-value="${units ?? ''}">${forestCell(check)}</td>`,
    numberCell('p', pValue === null ? '-' : pText(pValue), pValue),
  ];
  return `<tr data-status="${status}" data-scope="${text(familyOf(check) || 'whole')}" data-name="${text(name.toLowerCase())}">${cells.join('')}</tr>`;
}

/** The metric, the part of the test set it was asked of, and why it came out as it did. */
function nameHtml({ metric, scope, reason, rule, severity, method, n, unit, rows }: GateRow): string {
  const part = scope.split('.').slice(1).join('.');
  const size = n ?? rows;
  const how = [
    rule,
    severity === 'block' ? '' : `only ${severity}s`,
    method ?? '',
    size === null ? '' : `n=${countText(size)}${unit === null || unit === 'rows' ? '' : ` ${unit}`}`,
  ].filter(Boolean);
  const where = part === '' ? '' : ` <span class="part">${text(part)}</span>`;
  return `<code>${text(metric)}</code>${where}<small>${text(reason)}</small><small>${text(how.join(' · '))}</small>`;
}

const shownLimit = (allowed: string): string => allowed.replaceAll('>=', '≥').replaceAll('<=', '≤') || '-';

/** What stands where a number is missing may be a sentence. */
const numberCell = (label: string, shown: string, value: number | null): string =>
  `<td class="${value === null && shown !== '-' ? 'missing' : 'number'}" data-label="${label}" data-value="${value ?? ''}">${text(shown)}</td>`;
