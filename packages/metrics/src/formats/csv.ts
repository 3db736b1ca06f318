import { inputProblem, messageOf } from '@ml-actions/core/error';
import { add, type Metrics, type MetricValue, metricValue, requireNumbers } from '../metric.ts';

const HEADERS = ['metric,value', 'metric,value,n', 'metric,value,n,se'];
/** Columns that say where a row belongs; no metrics. */
const PLACES = new Set(['epoch', 'step', 'iteration', 'timestamp', 'wall_time']);
/** A number with a decimal point, whatever the machine's locale. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * CSV with the header `metric,value[,n,se]` and one metric per row, or with one column per metric and one row per epoch
 * or step (Keras CSVLogger, Lightning CSVLogger): there the last value of each column counts.
 *
 * @throws InputError with the line of the first problem
 */
export async function readCsv(text: string, where: string): Promise<Metrics> {
  const [header = [], ...rows] = await records(text, where);
  const names = header.map((name) => name.trim());
  const metrics = new Map<string, MetricValue>();
  if (HEADERS.includes(names.join(',').toLowerCase())) {
    for (const [name = '', value = ''] of rows) add(metrics, name.trim(), cell(value.trim()), where);
    return requireNumbers(metrics, where);
  }
  if (names.length < 2 || names.some((name) => name === '' || NUMBER.test(name)) || rows.length === 0)
    throw unknownHeader(names, where);
  names.forEach((name, column) => {
    const last = rows.findLast((row) => (row[column] ?? '').trim() !== '')?.[column];
    if (last !== undefined && !PLACES.has(name.toLowerCase())) add(metrics, name, cell(last.trim()), where);
  });
  return requireNumbers(metrics, where);
}

const unknownHeader = (names: readonly string[], where: string): Error =>
  inputProblem({
    where,
    what: 'has no header that names metrics',
    got: names.join(','),
    expected: 'metric,value[,n,se], or one column per metric',
  });

const cell = (text: string): MetricValue => (NUMBER.test(text) ? metricValue(Number(text)) : metricValue(text));

async function records(text: string, where: string): Promise<string[][]> {
  const { parse } = await import('csv-parse/sync');
  try {
    return parse(text, { skip_empty_lines: true });
  } catch (error) {
    throw inputProblem({ where, what: 'is not CSV', got: messageOf(error), next: 'Mend the file.' });
  }
}
