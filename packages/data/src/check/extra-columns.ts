import { quoted } from '@ml-actions/core/path/inside';
import { type PhysicalType, parsePhysical } from '../physical/type.ts';
import type { Check } from '../rule.ts';
import type { SourceColumn } from '../source.ts';

/** Names listed in a note; the rest is counted. */
const NAMED_COLUMNS = 10;

/**
 * The source has no column that the contract does not know. Where a path leads into a structure or a JSON object, its
 * fields or keys are judged as columns are.
 */
export const extraColumns = (known: readonly string[]): Check => ({
  kind: 'extra-columns',
  expected: 'no other columns',
  measure: {
    by: 'columns',
    judge: (columns) => {
      const own = columns.filter(({ isBelow }) => !isBelow);
      const closed = own.find((column) => leadsInto(column.name, known) && !isKnown(column, known) && !isOpen(column));
      if (closed)
        return {
          broken: true,
          failing: null,
          of: null,
          problem: `the fields of ${quoted(closed.name)} cannot be told`,
        };
      const names = [...new Set(own.flatMap((column) => namesIn(column, known)))];
      const extra = names.filter((name) => !known.includes(name) && !leadsInto(name, known));
      const listed = extra.slice(0, NAMED_COLUMNS).map(quoted).join(', ');
      return {
        broken: extra.length > 0,
        failing: extra.length,
        of: names.length,
        ...(listed && { note: `not in the contract: ${listed}` }),
      };
    },
  },
});

const leadsInto = (name: string, known: readonly string[]): boolean =>
  known.some((each) => each.startsWith(`${name}.`));

/** The column, or the fields below it where the contract names some of them. */
function namesIn(column: SourceColumn, known: readonly string[]): readonly string[] {
  const { name, keys } = column;
  if (keys) return keysIn(name, keys, known);
  const stored = storedAs(column);
  return stored ? fieldsIn(name, stored, known) : [name];
}

const isKnown = ({ name }: SourceColumn, known: readonly string[]): boolean => known.includes(name);

/** Whether what is below the column can be told, or nothing is. */
const isOpen = (column: SourceColumn): boolean =>
  column.type === 'json' ? column.keys !== undefined : !isStructure(column) || storedAs(column) !== undefined;

const isStructure = ({ type }: SourceColumn): boolean => type.startsWith('STRUCT(');

const storedAs = (column: SourceColumn): PhysicalType | undefined =>
  isStructure(column) ? parsePhysical(column.type) : undefined;

function fieldsIn(path: string, { name, of }: PhysicalType, known: readonly string[]): readonly string[] {
  if (name !== 'STRUCT' || known.includes(path) || !leadsInto(path, known)) return [path];
  return of.flatMap((field) => fieldsIn(`${path}.${field.name}`, field.type, known));
}

function keysIn(path: string, keys: NonNullable<SourceColumn['keys']>, known: readonly string[]): readonly string[] {
  const own = keys.get(path);
  if (!own || known.includes(path) || !leadsInto(path, known)) return [path];
  return own.flatMap((key) => keysIn(`${path}.${key}`, keys, known));
}
