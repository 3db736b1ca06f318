import type { Reading, Spot } from '../../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from '../draft.ts';
import { type Entries, plain } from '../values.ts';
import { field } from './field.ts';
import { FOREIGN_KEY, REFERENCE, SCHEMA } from './keys.ts';
import { labelled } from './labelled.ts';

/** Where the data of the package are, by the names of resources, and which one is described. */
interface Place {
  readonly paths: ReadonlyMap<string, string>;
  readonly self: string;
}

/** Translates a Table Schema. */
export function importTableSchema(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  schema(draft, reading.top, { paths: new Map(), self: '' });
  return draft.finish();
}

/** What `fieldsMatch` lets happen: fields that the data lack, columns that the schema lacks. */
const MATCH: Readonly<Record<string, { readonly optional: boolean; readonly extra: boolean }>> = {
  exact: { optional: false, extra: false },
  equal: { optional: false, extra: false },
  subset: { optional: false, extra: true },
  superset: { optional: true, extra: false },
  partial: { optional: true, extra: true },
};

/** The fields of a Table Schema and what holds among them. */
export function schema(draft: Draft, spot: Spot, place: Place): void {
  const keys = draft.open(spot, SCHEMA);
  const [word = 'exact'] = keys.texts('fieldsMatch');
  const match = Object.hasOwn(MATCH, word) ? MATCH[word] : undefined;
  if (!match) draft.unknown(keys.at('fieldsMatch'), word, Object.keys(MATCH));
  if (match && !match.extra) draft.top('extra_columns', 'fail', keys.at('fieldsMatch').line);
  for (const at of keys.items('fields')) field(draft, at, match?.optional ?? false);
  if (keys.has('missingValues')) draft.top('missing', labelled(keys, 'missingValues'), keys.at('missingValues').line);
  if (keys.has('primaryKey')) draft.top('key', keys.texts('primaryKey'), keys.at('primaryKey').line);
  for (const at of keys.items('uniqueKeys'))
    draft.check('unique', { columns: [plain(draft.reading, at)].flat() }, at.line);
  for (const at of keys.items('foreignKeys')) foreignKey(draft, draft.open(at, FOREIGN_KEY), place);
}

/** To another resource of the package, or to the same one where none is named. */
function foreignKey(draft: Draft, key: Entries, { paths, self }: Place): void {
  const reference = draft.below(key, 'reference', REFERENCE);
  const to = paths.get(reference?.text('resource') || self);
  if (!to) draft.refuse(key.spot, 'foreignKeys', 'the resource is not in this file');
  else draft.check('refers', { columns: key.texts('fields'), to, key: reference?.texts('fields') }, key.line);
}
