import type { Reading } from '../../contract/reading.ts';
import { type Entries, entriesOf } from '../values.ts';

/** The object that is read. */
export interface Table {
  readonly name: string;
  /** what service levels may call it */
  readonly names: readonly string[];
  /** what a property is called in the data */
  nameOf(property: Entries): string;
  /** the column that the contract calls so */
  column(name: string): string;
}

export function tableOf(object: Entries, reading: Reading): Table {
  const nameOf = (of: Entries): string => of.text('physicalName') ?? of.text('name') ?? '';
  const columns = new Map(
    object
      .items('properties')
      .map((spot) => entriesOf(reading, spot))
      .map((each) => [each.text('name') ?? '', nameOf(each)]),
  );
  return {
    name: object.text('name') ?? '',
    names: namesOf(object),
    nameOf,
    column: (name) => columns.get(name) ?? name,
  };
}

/** An object's names: in the contract, and in the data. */
export const namesOf = (object: Entries): readonly string[] =>
  ['name', 'physicalName'].flatMap((key) => object.text(key) ?? []);

/** `table.column`; undefined for what is not written so. */
export function elementOf(text: string): { readonly table: string; readonly column: string } | undefined {
  const [table, column, more] = text.split('.');
  return table && column && more === undefined ? { table, column } : undefined;
}
