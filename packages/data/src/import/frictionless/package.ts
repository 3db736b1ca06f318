import { isMap } from 'yaml';
import type { Reading } from '../../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from '../draft.ts';
import { chosen } from '../tables.ts';
import { type Entries, entriesOf } from '../values.ts';
import { CSV, DIALECT, PACKAGE, RESOURCE } from './keys.ts';
import { schema } from './schema.ts';

/** Translates a Data Package; of several resources the chosen one. */
export function importDataPackage(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const spots = draft.open(reading.top, PACKAGE).items('resources');
  const all = spots.map((spot) => ({ spot, keys: entriesOf(reading, spot) }));
  const nameOf = ({ keys }: { keys: Entries }): string => keys.text('name') ?? '';
  const named = all.map((each) => [nameOf(each), each] as const);
  const one = chosen(reading, choice, named, 'resource');
  const paths = new Map(all.map((each) => [nameOf(each), String(each.keys.list('path')[0] ?? '')]));
  if (one) readResource(draft, draft.open(one.spot, RESOURCE), paths);
  return draft.finish();
}

function readResource(draft: Draft, resource: Entries, paths: ReadonlyMap<string, string>): void {
  const lineOf = (key: string): number => resource.at(key).line;
  if (resource.has('path')) draft.top('data', resource.list('path'), lineOf('path'));
  if (resource.has('bytes')) draft.check('files', { bytes: resource.number('bytes') }, lineOf('bytes'));
  const rows = resource.number('rows');
  if (rows !== undefined) draft.check('rows', { between: [rows, rows] }, lineOf('rows'));
  const dialect = draft.below(resource, 'dialect', DIALECT);
  if (dialect) readDialect(draft, dialect);
  const at = resource.at('schema');
  if (isMap(at.node)) schema(draft, at, { paths, self: resource.text('name') ?? '' });
  else draft.reading.report(at, { what: 'the resource has no schema of its own', expected: 'a Table Schema in place' });
}

function readDialect(draft: Draft, dialect: Entries): void {
  const header = dialect.boolean('header');
  const csv = {
    ...(header !== undefined && { header }),
    ...csvKeys(dialect),
    ...csvKeys(draft.below(dialect, 'csv', CSV)),
  };
  if (Object.keys(csv).length > 0) draft.top('read', { csv }, dialect.line);
}

function csvKeys(dialect: Entries | undefined): Record<string, unknown> {
  const [delimiter, mark] = [dialect?.text('delimiter'), dialect?.text('nullSequence')];
  const skips = dialect?.boolean('skipInitialSpace');
  return {
    ...(delimiter !== undefined && { delimiter }),
    ...(mark !== undefined && { null: [mark] }),
    ...(skips !== undefined && { skip_initial_space: skips }),
  };
}
