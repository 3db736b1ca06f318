import type { DataSource } from '@ml-actions/core/record/predicate/validate-data';

type Columns = DataSource['columns'];

/** How the columns of one input differ from those of earlier data. */
export interface SchemaDiff {
  readonly added: Columns;
  readonly removed: Columns;
  readonly retyped: readonly { readonly name: string; readonly was: string; readonly is: string }[];
}

/** Columns are told by their names; their order does not count. */
export function schemaDiff(was: Columns, is: Columns): SchemaDiff {
  const before = new Map(was.map(({ name, type }) => [name, type]));
  const names = new Set(is.map(({ name }) => name));
  return {
    added: is.filter(({ name }) => !before.has(name)),
    removed: was.filter(({ name }) => !names.has(name)),
    retyped: is.flatMap(({ name, type }) => {
      const old = before.get(name);
      return old === undefined || old === type ? [] : [{ name, was: old, is: type }];
    }),
  };
}
