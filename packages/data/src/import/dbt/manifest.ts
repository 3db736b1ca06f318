import type { Reading } from '../../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from '../draft.ts';
import { chosen } from '../tables.ts';
import { type Entries, entriesOf } from '../values.ts';
import { modelColumns } from './columns.ts';
import { genericTest } from './generic-test.ts';

/** Translates the tests and the enforced contract of one model of a compiled dbt project (`target/manifest.json`). */
export function importDbt(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const nodes = entriesOf(reading, reading.top).below('nodes');
  const all = (nodes?.keys() ?? []).map((id) => [id, entriesOf(reading, nodes?.at(id) ?? reading.top)] as const);
  const tests = all.filter(([, node]) => node.value('resource_type') === 'test');
  const contracted = all.filter(([, node]) => node.below('contract')?.boolean('enforced')).map(([id]) => id);
  const tested = new Set([...tests.flatMap(([, node]) => testedBy(node)), ...contracted]);
  const named = [...tested].map((id) => [id.split('.').at(-1) ?? id, id] as const);
  const id = chosen(reading, choice, named, 'model');
  const model = all.find(([each]) => each === id)?.[1];
  if (model) modelColumns(draft, model);
  for (const [name, node] of tests) if (id !== undefined && testedBy(node).includes(id)) test(draft, name, node);
  return draft.finish();
}

/** `{{ get_where_subquery(source('shop', 'orders')) }}`: the argument of a test of a source. */
const SOURCE = /source\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]\s*\)/;

/** The models or sources that a test is about: of a generic test one, of a singular one all that it reads. */
function testedBy(node: Entries): readonly string[] {
  const attached = node.text('attached_node');
  if (attached !== undefined) return [attached];
  const read = node.below('depends_on')?.texts('nodes') ?? [];
  const model = String(node.below('test_metadata')?.below('kwargs')?.value('model') ?? '');
  const [, source, table] = SOURCE.exec(model) ?? [];
  return table === undefined ? read : read.filter((id) => id.endsWith(`.${source}.${table}`));
}

function test(draft: Draft, id: string, node: Entries): void {
  const isOff = node.below('config')?.boolean('enabled') === false;
  if (node.has('test_metadata')) genericTest(draft, node);
  else if (!isOff) draft.refuse(node.spot, node.text('name') ?? id, 'a singular test is SQL of the warehouse');
}
