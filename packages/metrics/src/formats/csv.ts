import { inputProblem, messageOf } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { add, type Metrics, type MetricValue, metricValue, requireNumbers } from '../metric.ts';
import type { Noted } from '../noted.ts';
import { readTable, type Table } from './table.ts';

/** Columns of a table with one metric per row; `n` and `se` describe the value and are no metrics. */
const NAMES = ['metric', 'name'];
const VALUE = 'value';
const DESCRIBING = ['n', 'se'];
/** A number with a decimal point, whatever the machine's locale. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** What a spreadsheet in much of Europe writes for 0.95; or a thousand of something: nobody can tell. */
const DECIMAL_COMMA = /^[+-]?\d+(,\d+)+$/;

/**
 * Tables separated by commas, semicolons or tabs: the header `metric,value[,n,se]` with one metric per row, or one column
 * per metric (`readTable` says which row counts).
 *
 * @throws InputError for a header that names no metrics, a decimal comma, and what csv-parse refuses
 */
export async function readCsv(text: string, where: string): Promise<Noted> {
  const [header = [], ...rows] = await records(text, where);
  const names = header.map((name) => name.trim());
  const lower = names.map((name) => name.toLowerCase());
  const nameAt = lower.findIndex((name) => NAMES.includes(name));
  if (nameAt >= 0 && lower.includes(VALUE)) {
    const other = lower.find((name, at) => at !== nameAt && name !== VALUE && !DESCRIBING.includes(name));
    if (other !== undefined) throw unknownHeader(names, where);
    return { metrics: onePerRow(rows, nameAt, lower.indexOf(VALUE), where), note: null };
  }
  if (rows.length === 0 || names.some((name, at) => (name === '' && at > 0) || NUMBER.test(name)))
    throw unknownHeader(names, where);
  return readTable(columns(names, rows, where), where);
}

const unknownHeader = (names: readonly string[], where: string): Error =>
  inputProblem({
    where,
    what: 'has no header that names metrics',
    got: quoted(names.join(',')),
    expected: 'metric,value[,n,se], or one column per metric',
  });

function onePerRow(rows: readonly (readonly string[])[], nameAt: number, valueAt: number, where: string): Metrics {
  const metrics = new Map<string, MetricValue>();
  for (const row of rows) {
    const name = (row[nameAt] ?? '').trim();
    if (name === '') throw inputProblem({ where, what: 'a row names no metric', got: quoted(row.join(',')) });
    add(metrics, name, cell(row[valueAt] ?? '', name, where), where);
  }
  return requireNumbers(metrics, where);
}

/** The columns by name; a first column without one is the row number that pandas writes. */
function columns(names: readonly string[], rows: readonly (readonly string[])[], where: string): Table {
  const table = new Map<string, (MetricValue | null)[]>();
  names.forEach((name, at) => {
    if (name === '') return;
    if (table.has(name)) throw inputProblem({ where, what: `the column ${quoted(name)} stands there twice` });
    const value = (text: string) => (text.trim() === '' ? null : cell(text, name, where));
    table.set(
      name,
      rows.map((row) => value(row[at] ?? '')),
    );
  });
  return table;
}

function cell(text: string, name: string, where: string): MetricValue {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return metricValue(Number(trimmed));
  if (DECIMAL_COMMA.test(trimmed)) {
    const what = `the value of ${quoted(name)} holds a comma`;
    throw inputProblem({ where, what, got: trimmed, expected: 'a decimal point' });
  }
  return trimmed === '' ? 'null' : metricValue(trimmed);
}

const DELIMITERS = [',', '\t', ';'];

async function records(text: string, where: string): Promise<string[][]> {
  const { parse } = await import('csv-parse/sync');
  const [header = ''] = text.trimStart().split(/[\r\n]/, 1);
  const delimiter = DELIMITERS.find((one) => header.includes(one)) ?? ',';
  try {
    return parse(text, { skip_empty_lines: true, delimiter });
  } catch (error) {
    const next = 'Mend the file; numbers take a decimal point.';
    throw inputProblem({ where, what: 'is not CSV', got: messageOf(error), next });
  }
}
