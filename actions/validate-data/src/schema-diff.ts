import type { DataSource } from '@ml-actions/core/record/predicate/validate-data';
import { NO_VALUES } from '@ml-actions/data/dialect/one-schema';
import { together, type Width, widthChange } from '@ml-actions/data/physical/compare';
import { parsePhysical } from '@ml-actions/data/physical/type';

type Columns = DataSource['columns'];
type Column = Columns[number];

/** How the columns of one input differ from those of earlier data. */
export interface SchemaDiff {
  readonly added: Columns;
  readonly removed: Columns;
  readonly changed: readonly ChangedColumn[];
}

export interface ChangedColumn {
  readonly name: string;
  readonly was: string;
  readonly is: string;
  /** `narrowed`: it has room for less, or no longer for a missing value; `retyped`: it holds other things */
  readonly how: Exclude<Width, 'same'>;
}

/** Columns are told by their names; their order does not count. */
export function schemaDiff(was: Columns, is: Columns): SchemaDiff {
  const before = new Map(was.map((column) => [column.name, column]));
  const names = new Set(is.map(({ name }) => name));
  return {
    added: is.filter(({ name }) => !before.has(name)),
    removed: was.filter(({ name }) => !names.has(name)),
    changed: is.flatMap((column) => {
      const old = before.get(column.name);
      return old ? changeOf(old, column) : [];
    }),
  };
}

/** Values of another type, or of the same one where a schema says of both that they are stored otherwise. */
function changeOf(was: Column, is: Column): ChangedColumn[] {
  const { name } = is;
  const [old, now] = [was.stored ?? was.type, is.stored ?? is.type];
  if (was.stored === undefined || is.stored === undefined)
    return was.type === is.type ? [] : [{ name, was: was.type, is: is.type, how: 'retyped' }];
  if ([old, now].some(saysNothing)) return [];
  const how = was.type === is.type ? howStored(old, now) : 'retyped';
  return how === 'same' ? [] : [{ name, was: old, is: now, how }];
}

const NOT_NULL = / not null$/;

/** A column without any value in a file has no type there. */
const saysNothing = (stored: string): boolean => stored.replace(NOT_NULL, '') === NO_VALUES;

function howStored(was: string, is: string): Width {
  const [old, now] = [was, is].map((text) => parsePhysical(text.replace(NOT_NULL, '')));
  const [needed, needs] = [NOT_NULL.test(was), NOT_NULL.test(is)];
  const ofNulls: Width = needed === needs ? 'same' : needs ? 'narrowed' : 'widened';
  if (was === is) return 'same';
  return old && now ? together([widthChange(old, now), ofNulls]) : 'retyped';
}
