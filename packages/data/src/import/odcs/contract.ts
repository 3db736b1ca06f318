import type { Reading } from '../../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from '../draft.ts';
import { chosen } from '../tables.ts';
import { type Entries, entriesOf } from '../values.ts';
import { CONTRACT, OBJECT, RELATIONSHIP, SLA } from './keys.ts';
import { property } from './property.ts';
import { quality } from './quality.ts';
import { relationship } from './relationship.ts';
import { serviceLevel } from './service-level.ts';
import { namesOf, type Table, tableOf } from './table.ts';

const VERSIONS = /^v?3\.[012]\./;

/** Translates a contract of the Open Data Contract Standard, 3.0 to 3.2; of several objects the chosen one. */
export function importOdcs(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const top = draft.open(reading.top, CONTRACT);
  if (!VERSIONS.test(top.text('apiVersion') ?? ''))
    reading.report(top.at('apiVersion'), { what: 'this version of ODCS is not known', expected: 'v3.0.x to v3.2.x' });
  const spots = top.items('schema').map((spot) => [entriesOf(reading, spot).text('name') ?? '', spot] as const);
  const spot = chosen(reading, choice, spots, 'object');
  if (spot) {
    const object = draft.open(spot, OBJECT);
    const table = tableOf(object, reading);
    readTable(draft, object, table);
    const objects = spots.flatMap(([, each]) => namesOf(entriesOf(reading, each)));
    for (const at of top.items('slaProperties')) serviceLevel(draft, draft.open(at, SLA), { table, objects });
  }
  return draft.finish();
}

function readTable(draft: Draft, object: Entries, table: Table): void {
  const properties = object.items('properties').map((spot) => entriesOf(draft.reading, spot));
  for (const { spot } of properties) property(draft, spot, table);
  const keys = properties.filter((each) => each.boolean('primaryKey'));
  const inOrder = keys.toSorted(
    (a, b) => (a.number('primaryKeyPosition') ?? 0) - (b.number('primaryKeyPosition') ?? 0),
  );
  if (keys[0]) draft.top('key', inOrder.map(table.nameOf), keys[0].at('primaryKey').line);
  for (const spot of object.items('quality')) quality(draft, spot, table, undefined);
  for (const spot of object.items('relationships')) relationship(draft, draft.open(spot, RELATIONSHIP), table);
}
