import { groupBy } from '@ml-actions/core/group-by';
import type { DataRule, ValidateDataPredicate } from '@ml-actions/core/record/predicate/validate-data';
import { countText } from '@ml-actions/core/report/count-text';
import { code, escapeText, shortDigests, table } from '@ml-actions/core/report/markdown';
import type { Detail, Section } from '@ml-actions/core/report/section';
import { passedTable } from './passed.ts';
import { unjudgedTable } from './unjudged.ts';
import {
  allowedText,
  broken,
  failingText,
  holderOf,
  plural,
  problemsIn,
  proposedText,
  rowNumbers,
  secondsText,
  symbols,
  tones,
  unjudgedIn,
} from './wording.ts';

/** A comment shows the first broken rules; the report has all. */
const MOST_BROKEN = 20;
const SHORT_SHA = 7;
const LONGEST_FACT = 400;

/** How a check of data reads in the comment and in the job summary. */
export function section(record: ValidateDataPredicate): Section {
  const { verdict, fact, rules } = record;
  const problems = problemsIn(rules);
  return {
    title: 'Data',
    word: verdict.toUpperCase(),
    tone: tones[verdict],
    fact: escapeText(shortDigests(fact), LONGEST_FACT),
    body: [brokenTable(record, problems), contractNote(record)].filter(Boolean).join('\n\n'),
    details: [dataDetail(record), ...unjudgedDetail(record), ...passedDetail(record)],
  };
}

function brokenTable(record: ValidateDataPredicate, problems: readonly DataRule[]): string {
  if (problems.length === 0) return '';
  const more = problems.length - MOST_BROKEN;
  const shown = ruleTable(record, problems.slice(0, MOST_BROKEN));
  return more > 0 ? `${shown}\n\nand ${countText(more)} more; the report lists them all` : shown;
}

/** The column that says of which data a rule speaks is there only when there are several. */
function ruleTable(record: ValidateDataPredicate, rules: readonly DataRule[]): string {
  const several = record.sources.length > 1;
  const named = rules.some((rule) => rule.rows !== undefined);
  const rows = rules.map((rule) => [
    symbols[rule.status],
    ...(several ? [code(rule.source)] : []),
    code(rule.id),
    escapeText(rule.expected),
    escapeText(failingText(rule)),
    ...(named ? [rowsCell(rule, !record.sources.some(({ name, count }) => count === 1 && name === rule.source))] : []),
    escapeText(allowedText(rule)),
    lineLink(record, rule.line),
  ]);
  const columns: readonly (readonly [string, 'left' | 'right' | 'center'])[] = [
    ['', 'center'],
    ...(several ? [['data', 'left'] as const] : []),
    ['rule', 'left'],
    ['expected', 'left'],
    ['failing', 'right'],
    ...(named ? [['rows', 'left'] as const] : []),
    ['allowed', 'right'],
    ['contract', 'right'],
  ];
  return table(
    columns.map(([head]) => head),
    rows,
    columns.map(([, side]) => side),
  );
}

/** Where the first failing rows are; the file is named where it is not the only one of its data. */
function rowsCell({ rows = [], failing }: DataRule, several: boolean): string {
  const files = groupBy(rows, ({ file }) => file);
  const parts = [...files].map(([file, own]) => `${several ? `${code(file)} ` : ''}${rowNumbers(own)}`);
  return `${parts.join('; ')}${(failing ?? 0) > rows.length ? ' …' : ''}`;
}

/** Links from the server's root work in comments and summaries of every GitHub server. */
function lineLink({ run, contract }: ValidateDataPredicate, line: number): string {
  const path = contract.path.split('/').map(urlPart).join('/');
  return `[line ${line}](/${run.repository}/blob/${contract.commit}/${path}#L${line})`;
}

/** Parentheses end a Markdown link and are left alone by `encodeURIComponent`. */
const urlPart = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(/[()!'*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);

function contractNote({ contract, run }: ValidateDataPredicate): string {
  const notes = [];
  if (contract.proposed && !contract.reportOnly)
    notes.push(`> The contract on the base branch decides; ${escapeText(proposedText(contract.proposed))}.`);
  if (!contract.protected && !contract.reportOnly && run.pullRequest !== null)
    notes.push('> The contract is not protected: this change could have edited it.');
  return notes.join('\n>\n');
}

function dataDetail(record: ValidateDataPredicate): Detail {
  const { sources, seconds, engine, contract, digest } = record;
  const rows = sources.map((source) => [
    code(source.name),
    countText(source.rows),
    countText(source.columns.length),
    ...holderOf(source).map((text) => escapeText(text)),
    code(source.fingerprint.slice(0, 'fp1:'.length + 12)),
  ]);
  const head = ['data', 'rows', 'columns', 'files', 'size', 'content'];
  const all = sources.reduce((sum, source) => sum + source.rows, 0);
  const found = sources.filter(({ foundDelimiter }) => foundDelimiter !== null);
  const lines = [
    table(head, rows, ['left', 'right', 'right', 'right', 'right', 'left']),
    ...found.map(
      ({ name, foundDelimiter }) =>
        `Delimiter of ${code(name)}: ${delimiterText(foundDelimiter ?? '')}, found by itself.`,
    ),
    ...sources.flatMap(({ name, blankLines }) =>
      blankLines === undefined ? [] : [`Blank lines of ${code(name)}, passed over: ${countText(blankLines)}.`],
    ),
    `Contract: ${code(contract.path)} at ${code(contract.commit.slice(0, SHORT_SHA))}. ${sources.some(({ table }) => table !== undefined) ? 'Tables' : 'Bytes'}: ${code(digest.slice(0, 12))}. ` +
      `${escapeText(engine)}, exact counts, nothing sampled.`,
  ];
  return { summary: `${plural(all, 'row')} read in ${secondsText(seconds)}`, body: lines.join('\n\n') };
}

const delimiterText = (mark: string): string => (mark === '\t' ? 'tab' : code(mark));

function unjudgedDetail({ rules }: ValidateDataPredicate): readonly Detail[] {
  const open = unjudgedIn(rules);
  return open.length === 0 ? [] : [{ summary: `${plural(open.length, 'rule')} not judged`, body: unjudgedTable(open) }];
}

function passedDetail({ rules }: ValidateDataPredicate): readonly Detail[] {
  const passed = broken(rules, 'pass');
  if (passed.length === 0) return [];
  return [{ summary: `${plural(passed.length, 'rule')} passed`, body: passedTable(passed) }];
}
