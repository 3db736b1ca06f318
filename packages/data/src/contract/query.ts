import type { Block } from '../block.ts';
import { intervalText } from '../interval.ts';
import { queryBlock } from '../query/block.ts';
import { readKeys } from './keys.ts';
import type { Reading, Spot } from './reading.ts';
import { readInterval, readText } from './value.ts';

const NO_ROWS = { min: 0, max: 0 };

export const QUERY_KEYS = ['name', 'query', 'rows', 'value'] as const;

/** `sql: { name: n, query: "SELECT ... FROM train", rows: 0 }`, or `value: [0, 10]` for a query of one number. */
export function readQuery(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, QUERY_KEYS);
  const sql = keys.get('query', readText) ?? '';
  if (!keys.has('query')) keys.refuse('', 'sql needs `query`');
  if (keys.has('rows') && keys.has('value')) keys.refuse('value', 'sql judges rows or a value', 'one of the two');
  if (keys.where !== null) keys.refuse('where', 'sql has its own WHERE');
  const of = keys.has('value') ? 'value' : 'rows';
  const interval = keys.get(of, readInterval) ?? NO_ROWS;
  const claim = {
    id: `sql(${keys.get('name', readText) ?? sql})`,
    kind: 'sql',
    column: null,
    severity: keys.severity,
    line: spot.line,
    expected: `${intervalText(interval)}${of === 'rows' ? ' rows' : ''}`,
    interval,
  };
  return queryBlock({ claim, sql, of });
}
