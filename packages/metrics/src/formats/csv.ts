import { inputProblem, messageOf } from '@ml-actions/core/error';
import { add, type Metrics, type MetricValue, metricValue, requireNumbers } from '../metric.ts';

const HEADERS = ['metric,value', 'metric,value,n', 'metric,value,n,se'];
/** A number with a decimal point, whatever the machine's locale. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * CSV with the header `metric,value[,n,se]`, one metric per row.
 *
 * @throws InputError with the line of the first problem
 */
export async function readCsv(text: string, where: string): Promise<Metrics> {
  const [header = [], ...rows] = await records(text, where);
  if (!HEADERS.includes(header.map((name) => name.trim().toLowerCase()).join(','))) {
    const next = 'CSV with one column per metric is not available yet.';
    throw inputProblem({
      where,
      what: 'has an unknown header',
      got: header.join(','),
      expected: 'metric,value[,n,se]',
      next,
    });
  }
  const metrics = new Map<string, MetricValue>();
  for (const [name = '', value = ''] of rows) add(metrics, name.trim(), cell(value.trim()), where);
  return requireNumbers(metrics, where);
}

const cell = (text: string): MetricValue => (NUMBER.test(text) ? metricValue(Number(text)) : metricValue(text));

async function records(text: string, where: string): Promise<string[][]> {
  const { parse } = await import('csv-parse/sync');
  try {
    return parse(text, { skip_empty_lines: true });
  } catch (error) {
    throw inputProblem({ where, what: 'is not CSV', got: messageOf(error), next: 'Mend the file.' });
  }
}
