import { groupBy } from '@ml-actions/core/group-by';
import { quoted } from '@ml-actions/core/path/inside';
import type {
  DataRule,
  DataSource,
  DataVerdict,
  ValidateDataPredicate,
} from '@ml-actions/core/record/predicate/validate-data';
import { bytesText } from '@ml-actions/core/report/bytes';
import { countText } from '@ml-actions/core/report/count-text';
import type { Tone } from '@ml-actions/core/report/section';
import type { ShownRow } from '@ml-actions/data/failing/find';

export const tones: Readonly<Record<DataVerdict, Tone>> = {
  pass: 'success',
  warn: 'warning',
  fail: 'failure',
  error: 'failure',
};
export const symbols: Readonly<Record<DataRule['status'], string>> = {
  pass: '✅',
  info: 'ℹ️',
  warn: '⚠️',
  fail: '❌',
  error: '⛔',
};

export const plural = (count: number, noun: string): string => `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `1,234,567` */
export const secondsText = (seconds: number): string => `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;

const PERCENT_DIGITS = 2;

/** A share that is never rounded to nothing or to everything. */
export function percentText(part: number, of: number): string {
  const percent = (part / of) * 100;
  const rounded = Number(percent.toPrecision(PERCENT_DIGITS));
  if (part < of && rounded >= 100) return '> 99%';
  return `${percent >= 10 ? Math.round(percent) : rounded}%`;
}

/** How many of how many: `12 of 5,000 (0.24%)`; the note where the rule is not a count. */
export function failingText({ segments, unit, ...rule }: DataRule): string {
  return segments ? segmentsText(segments, unit) : foundText(rule, unit);
}

type Found = Pick<DataRule, 'failing' | 'of' | 'got' | 'note'>;

function foundText({ failing, of, got, note }: Found, unit: string | null): string {
  if (note !== null) return note;
  if (got !== null) return gotText(got, unit);
  if (failing !== null && of !== null) {
    return `${countText(failing)} of ${countText(of)}${of > 0 && failing > 0 ? ` (${percentText(failing, of)})` : ''}`;
  }
  return '';
}

/** `2 of 12 segments by country: IT 3 of 40 (7.5%); one of 90 rows: 1 of 90 (1.1%)` */
function segmentsText(
  { by, of, broken, small, worst }: NonNullable<DataRule['segments']>,
  unit: string | null,
): string {
  const told = worst.map(
    ({ name, rows, ...found }) => `${name ?? `one of ${plural(rows, 'row')}`}: ${foundText(found, unit)}`,
  );
  const more = broken - worst.length;
  return [
    `${countText(broken)} of ${plural(of, 'segment')} by ${by.join(', ')}`,
    ...told,
    ...(more > 0 ? [`${countText(more)} more`] : []),
    ...(small > 0 ? [`${countText(small)} with too few rows not judged`] : []),
  ].join('; ');
}

export const rowNumbers = (rows: readonly { readonly row: number }[]): string =>
  rows.map(({ row }) => countText(row)).join(', ');

/** `rows 3, 17, 20 ...` of each file; dots where there are more. */
export function rowsText({ rows = [], failing }: Pick<DataRule, 'rows' | 'failing'>): string {
  const files = groupBy(rows, ({ file }) => file);
  const parts = [...files].map(([file, own]) => `${file}: ${own.length > 1 ? 'rows' : 'row'} ${rowNumbers(own)}`);
  return `${parts.join('; ')}${(failing ?? 0) > rows.length ? ' …' : ''}`;
}

/** `row 3: id=7, value=200` */
export function shownText({ file, row, key, value }: ShownRow): string {
  const cells = [...Object.entries(key), ['value', value] as const];
  return `${file}: row ${countText(row)}: ${cells.map(([name, text]) => `${name}=${text ?? 'NULL'}`).join(', ')}`;
}

const significantDigits = 6;

function gotText(got: number, unit: string | null): string {
  if (unit === 'rows') return plural(got, 'row');
  const shown = Number.isInteger(got) ? countText(got) : String(Number(got.toPrecision(significantDigits)));
  return unit === null ? shown : `${shown} ${unit}`;
}

export const broken = (rules: readonly DataRule[], status: DataRule['status']): readonly DataRule[] =>
  rules.filter((rule) => rule.status === status);

/** Rules that do not hold, the worst first. */
export const problemsIn = (rules: readonly DataRule[]): readonly DataRule[] =>
  (['error', 'fail', 'warn', 'info'] as const).flatMap((status) => broken(rules, status).filter(isJudged));

/** Whether anybody can tell if the rule holds. */
export const isJudged = ({ unjudged }: DataRule): boolean => unjudged !== true;

/** Rules of which nobody can tell whether they hold, and that only want to be told so. */
export const unjudgedIn = (rules: readonly DataRule[]): readonly DataRule[] => rules.filter((rule) => !isJudged(rule));

/** What holds the rows of a source, and how large it is; a warehouse says nothing of the latter. */
export const holderOf = ({ table, count, format, bytes }: DataSource): readonly [what: string, size: string] =>
  table === undefined ? [`${countText(count)} ${format}`, bytesText(bytes)] : [table, '-'];

/** What the rules came to, in one line without the verdict's word: the worst broken rule, then how many there are. */
export function tally(rules: readonly DataRule[]): string {
  const [failed, errors, warned] = [broken(rules, 'fail'), broken(rules, 'error'), broken(rules, 'warn')];
  const [worst] = [...errors, ...failed, ...warned];
  const open = unjudgedIn(rules).length;
  const told = broken(rules, 'info').length - open;
  const parts = [
    errors.length > 0 && `${plural(errors.length, 'rule')} could not be evaluated`,
    failed.length > 0 && `${countText(failed.length)} of ${plural(rules.length, 'rule')} failed`,
    warned.length > 0 && `${plural(warned.length, 'warning')}`,
    !worst && holdingText(rules),
    told > 0 && `${countText(told)} broken and only told`,
    open > 0 && `${countText(open)} not judged`,
  ].filter(Boolean);
  return worst ? `${quoted(worst.id)}: ${failingText(worst)}; ${parts.join(', ')}` : parts.join(', ');
}

function holdingText(rules: readonly DataRule[]): string {
  const held = broken(rules, 'pass').length;
  if (held < rules.length) return `${countText(held)} of ${plural(rules.length, 'rule')} hold`;
  return held === 1 ? 'the only rule holds' : `all ${plural(held, 'rule')} hold`;
}

/** How many may fail; a rule that is not a count has nothing there. */
export function allowedText({ failing, limit }: DataRule): string {
  if (failing === null) return '';
  return limit === '<= 0' ? 'none' : limit.replaceAll('<=', '≤').replaceAll('>=', '≥');
}

/** What a change's own contract would say. */
export function proposedText({ verdict, fact }: NonNullable<ValidateDataPredicate['contract']['proposed']>): string {
  if (verdict === null) return 'this pull request removes the contract';
  return `this pull request's contract would say ${verdict.toUpperCase()}: ${fact}`;
}
