import { quoted } from '@ml-actions/core/path/inside';
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
/** Units of native durations, by how contracts write them; a month has 30 days and a year 365, as in datacontract-cli. */
const UNITS: readonly (readonly [words: readonly string[], unit: Age['unit'], times: number])[] = [
  [['min', 'minute', 'minutes'], 'm', 1],
  [['h', 'hr', 'hour', 'hours'], 'h', 1],
  [['d', 'day', 'days'], 'd', 1],
  [['w', 'week', 'weeks'], 'w', 1],
  [['mo', 'month', 'months'], 'd', 30],
  [['y', 'yr', 'year', 'years'], 'd', 365],
];
const INTERVALS: Readonly<Record<Age['unit'], string>> = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };
/** Durations of ISO 8601 in one unit: `P1Y`, `PT24H`. */
const ISO = /^(PT?)(\d+)([YMWDH])$/;
const ISO_UNITS: Readonly<Record<string, string>> = { PY: 'y', PM: 'mo', PW: 'w', PD: 'd', PTH: 'h', PTM: 'min' };

interface Age {
  readonly amount: number;
  readonly unit: 'm' | 'h' | 'd' | 'w';
}

type Aged = 'freshness' | 'retention';

/** What a service level is about. */
interface About {
  readonly table: Table;
  /** the names of all objects of the contract */
  readonly objects: readonly string[];
}

/** `freshness`: the newest value is not older; `retention`: no value is older. */
export function serviceLevel(draft: Draft, keys: Entries, about: About): void {
  const word = keys.text('property') ?? '';
  if (word === 'freshness') aged(draft, keys, about, word);
  else if (word !== 'retention' && !PROMISES.includes(word))
    draft.unknown(keys.at('property'), word, ['freshness', 'retention', ...PROMISES]);
  // without an element it is a promise about the storage
  else if (word === 'retention' && keys.has('element')) aged(draft, keys, about, word);
}

function aged(draft: Draft, keys: Entries, { table, objects }: About, word: Aged): void {
  const [element, age] = [elementOf(keys.text('element') ?? ''), ageOf(keys, word)];
  if (!element || !age)
    draft.refuse(keys.spot, word, `it needs \`element: table.column\` and a value in minutes to years, or such as P1D`);
  else if (!objects.includes(element.table))
    draft.refuse(keys.at('element'), word, `no object is called ${quoted(element.table)}`);
  else if (table.names.includes(element.table)) ask(draft, keys, word, table.column(element.column), age);
}

function ageOf(keys: Entries, of: Aged): Age | undefined {
  const value = keys.value('value');
  const [, period = '', digits, mark = ''] = ISO.exec(String(value).toUpperCase()) ?? [];
  const word = digits === undefined ? unitOf(keys, of) : ISO_UNITS[`${period}${mark}`];
  const amount = digits === undefined ? value : Number(digits);
  const [, unit, times = 1] = UNITS.find(([words]) => words.includes(word ?? '')) ?? [];
  return typeof amount === 'number' && unit ? { amount: amount * times, unit } : undefined;
}

/** `m` is a month to datacontract-cli where it is about retention, and a minute where it is about freshness. */
function unitOf(keys: Entries, of: Aged): string {
  const word = (keys.text('unit') ?? 'd').toLowerCase();
  return word === 'm' ? { freshness: 'min', retention: 'mo' }[of] : word;
}

function ask(draft: Draft, keys: Entries, word: Aged, column: string, { amount, unit }: Age): void {
  const sql = `CAST(${named(column)} AS TIMESTAMP) >= CAST(now() AS TIMESTAMP) - INTERVAL '${amount} ${INTERVALS[unit]}'`;
  if (word === 'freshness') draft.check('fresh', { column, within: `${amount}${unit}` }, keys.line);
  else draft.check('expr', { name: 'retention', sql, nulls: 'pass' }, keys.line);
}
