import type { Spot } from '../../contract/reading.ts';
import type { Severity } from '../../rule.ts';
import type { Draft, Modifiers } from '../draft.ts';
import { type Comparison, comparisonOf, intervalsOf } from '../limits.ts';
import { type Entries, entriesOf } from '../values.ts';
import { named } from '../words.ts';
import { OPERATORS, QUALITY } from './keys.ts';
import { counted, METRICS } from './metric.ts';
import type { Table } from './table.ts';

/** Free text in ODCS; the words in use, as datacontract-cli takes them. */
export const SEVERITY: Readonly<Record<Severity, readonly string[]>> = {
  fail: ['error', 'fail', 'failure', 'critical', 'blocker', 'fatal', 'high', 'major', 'medium'],
  warn: ['warning', 'warn', 'low', 'minor'],
  info: ['info', 'trivial'],
};

/** A quality rule: what a rule has in common with others, then its own translation. */
export interface Quality {
  readonly draft: Draft;
  readonly keys: Entries;
  readonly table: Table;
  /** undefined: the object's own rule */
  readonly column: string | undefined;
  readonly modifiers: Modifiers;
  readonly comparison: Comparison;
}

/** A quality rule of a property, or of the object. */
export function quality(draft: Draft, spot: Spot, table: Table, column: string | undefined): void {
  const bare = entriesOf(draft.reading, spot);
  const type = bare.text('type') ?? 'library';
  const vocabulary = Object.hasOwn(QUALITY, type) ? QUALITY[type] : undefined;
  if (vocabulary) compared(draft, draft.open(spot, vocabulary, column), table, column, type);
  else if (type === 'custom') draft.refuse(bare.at('type'), type, 'it is written for another engine', column);
  else draft.unknown(bare.at('type'), type, [...Object.keys(QUALITY), 'custom'], column);
}

function compared(draft: Draft, keys: Entries, table: Table, column: string | undefined, type: string): void {
  const comparison = comparisonOf(keys, OPERATORS);
  const at = keys.at(['metric', 'rule', 'type'].find((key) => keys.has(key)) ?? '');
  const rule = type === 'library' ? (keys.text('metric') ?? keys.text('rule') ?? '') : type;
  const isNamedTwice = keys.has('metric') && keys.has('rule') && keys.text('metric') !== keys.text('rule');
  if (type === 'text') return;
  if (rule === '') draft.refuse(keys.spot, 'quality', 'it names no metric', column);
  else if (isNamedTwice) draft.refuse(at, rule, '`metric` and `rule` differ', column);
  else if (!comparison) draft.refuse(at, rule, 'it must state one comparison', column);
  else {
    const of = { draft, keys, table, column, modifiers: modifiersOf(draft, keys, column), comparison };
    if (type === 'sql') sql(of);
    else if (rule === 'rowCount') rows(of);
    else if (METRICS.includes(rule)) counted(of, rule, at);
    else draft.unknown(at, rule, ['rowCount', ...METRICS], column);
  }
}

function modifiersOf(draft: Draft, keys: Entries, column: string | undefined): Modifiers {
  const word = (keys.text('severity') ?? 'error').toLowerCase();
  const found = Object.entries(SEVERITY).find(([, words]) => words.includes(word))?.[0] as Severity | undefined;
  if (!found) draft.unknown(keys.at('severity'), word, Object.values(SEVERITY).flat(), column);
  return found === undefined || found === 'fail' ? {} : { severity: found };
}

function rows({ draft, keys, comparison, modifiers, column }: Quality): void {
  const found = intervalsOf(comparison);
  if (!found) draft.refuse(keys.at(comparison.key), 'rowCount', `${comparison.key} is no interval`, column);
  if (keys.has('unit') && keys.text('unit') !== 'rows')
    draft.refuse(keys.at('unit'), 'unit', 'rows are counted', column);
  for (const between of found ?? []) draft.check('rows', { between, ...modifiers }, keys.line);
}

/** A query that returns one number, with the names that datacontract-cli fills in. */
function sql({ draft, keys, table, column, comparison, modifiers }: Quality): void {
  const found = intervalsOf(comparison);
  const name = keys.text('name') ?? `quality ${keys.line}`;
  if (!found) draft.refuse(keys.at('type'), 'sql', 'its comparison is no interval', column);
  if (!keys.has('query')) draft.refuse(keys.spot, 'sql', 'it has no query', column);
  const query = (keys.text('query') ?? '')
    .replaceAll(/\$?\{\{?\s*(object|table|model)\s*\}?\}/g, 'data')
    .replaceAll(/\$?\{\{?\s*(property|column|field)\s*\}?\}/g, () => named(column ?? ''))
    .replaceAll(new RegExp(`\\b(from|join)\\s+${table.name.replaceAll(/\W/g, '\\$&')}\\b`, 'gi'), '$1 data');
  for (const value of (query !== '' && found) || [])
    draft.check('sql', { name, query, value, ...modifiers }, keys.line);
}
