import type { Reading, Spot } from '../../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from '../draft.ts';
import { logicalType } from '../type-names.ts';
import { entriesOf } from '../values.ts';
import { check } from './check.ts';
import { COLUMN, CONTRACT } from './keys.ts';

/** Translates a contract of Soda v4 (YAML). */
export function importSoda(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const top = draft.open(reading.top, CONTRACT);
  const filter = top.text('filter');
  if (filter?.includes('${')) draft.refuse(top.at('filter'), 'filter', 'it is filled in when Soda runs');
  for (const spot of top.items('columns')) column(draft, spot, filter);
  for (const spot of top.items('checks'))
    for (const each of checksAt(draft, spot)) check(draft, each, undefined, filter);
  return draft.finish();
}

function column(draft: Draft, spot: Spot, filter: string | undefined): void {
  const name = entriesOf(draft.reading, spot).text('name') ?? '';
  const keys = draft.open(spot, COLUMN, name);
  draft.column(name, keys.line);
  const dataType = keys.text('data_type');
  const type = dataType === undefined ? undefined : logicalType(dataType);
  if (type !== undefined) draft.about(name, 'type', type, keys.at('data_type').line);
  else if (dataType !== undefined) draft.refuse(keys.at('data_type'), 'data_type', 'it means no logical type', name);
  if (keys.boolean('optional')) draft.about(name, 'optional', true, keys.at('optional').line);
  if (keys.has('missing_values'))
    draft.about(name, 'missing', keys.list('missing_values'), keys.at('missing_values').line);
  const longest = keys.number('character_maximum_length');
  if (longest !== undefined) draft.rule(name, { max_length: longest }, {}, keys.at('character_maximum_length').line);
  for (const at of keys.items('checks')) for (const each of checksAt(draft, at)) check(draft, each, name, filter);
}

/** `- missing:` is a mapping of one check. */
function checksAt(draft: Draft, spot: Spot): readonly { readonly rule: string; readonly at: Spot }[] {
  const keys = entriesOf(draft.reading, spot);
  return keys.keys().map((rule) => ({ rule, at: keys.at(rule) }));
}
