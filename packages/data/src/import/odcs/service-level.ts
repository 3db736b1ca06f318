import type { Draft } from '../draft.ts';
import type { Entries } from '../values.ts';
import { named } from '../words.ts';
import { elementOf, type Table } from './table.ts';

/** Promises about the service (Data QoS), not about values. */
export const PROMISES = [
  'availability',
  'throughput',
  'errorRate',
  'generalAvailability',
  'endOfSupport',
  'endOfLife',
  'frequency',
  'latency',
  'timeOfAvailability',
  'timeToDetect',
  'timeToNotify',
  'timeToRepair',
];
const UNITS: Readonly<Record<string, readonly string[]>> = {
  m: ['m', 'min', 'minute', 'minutes'],
  h: ['h', 'hr', 'hour', 'hours'],
  d: ['d', 'day', 'days'],
  w: ['w', 'week', 'weeks'],
};
/** Days, as datacontract-cli counts them. */
const DAYS: Readonly<Record<string, number>> = { y: 365, yr: 365, year: 365, years: 365, d: 1, day: 1, days: 1 };

/** `freshness`: the newest value is not older; `retention`: no value is older. */
export function serviceLevel(draft: Draft, keys: Entries, table: Table): void {
  const word = keys.text('property') ?? '';
  if (word === 'freshness') fresh(draft, keys, table);
  else if (word === 'retention') retained(draft, keys, table);
  else if (!PROMISES.includes(word)) draft.unknown(keys.at('property'), word, ['freshness', 'retention', ...PROMISES]);
}

function fresh(draft: Draft, keys: Entries, table: Table): void {
  const element = elementOf(keys.text('element') ?? '');
  const unit = Object.entries(UNITS).find(([, words]) => words.includes(keys.text('unit') ?? 'd'))?.[0];
  if (!element || unit === undefined)
    draft.refuse(keys.spot, 'freshness', 'it needs `element: table.column` and a unit of minutes to weeks');
  else if (element.table === table.name)
    draft.check('fresh', { column: table.column(element.column), within: `${keys.number('value')}${unit}` }, keys.line);
}

/** Without an element it is a promise about the storage. */
function retained(draft: Draft, keys: Entries, table: Table): void {
  if (!keys.has('element')) return;
  const element = elementOf(keys.text('element') ?? '');
  const days = DAYS[keys.text('unit') ?? 'd'];
  if (!element || days === undefined)
    draft.refuse(keys.spot, 'retention', 'it needs `element: table.column` and a unit of days or years');
  else if (element.table === table.name) {
    const column = named(table.column(element.column));
    const sql = `CAST(${column} AS TIMESTAMP) >= CAST(now() AS TIMESTAMP) - INTERVAL '${days * (keys.number('value') ?? 0)} days'`;
    draft.check('expr', { name: 'retention', sql, nulls: 'pass' }, keys.line);
  }
}
