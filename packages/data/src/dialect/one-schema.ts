import { type InputError, inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { isWithin } from '../physical/compare.ts';
import { parsePhysical } from '../physical/type.ts';

/** The columns of a file: the engine's types by their names. */
export interface FileColumns {
  readonly path: string;
  readonly types: ReadonlyMap<string, string>;
}

/**
 * The engine reads every file as the first one: it leaves out columns that only a later one has, and casts its values. So
 * the columns must be the same, in any order, and each must have room for what later files hold: an INTEGER for a SMALLINT.
 *
 * @throws InputError with the first column that differs
 */
export function requireOneSchema(first: FileColumns, others: readonly FileColumns[], where: string): void {
  for (const other of others) {
    const name = [...new Set([...first.types.keys(), ...other.types.keys()])].find(
      (each) => !isReadable(first.types.get(each), other.types.get(each)),
    );
    if (name !== undefined) throw differing(name, first, other, where);
  }
}

/** A column that a file states to hold no value at all, which any type has room for. */
export const NO_VALUES = 'NULL';

/** Whether nothing is lost when what is stored as one type is read as another. */
function isReadable(want: string | undefined, have: string | undefined): boolean {
  if (want === have || want === undefined || have === undefined) return want === have;
  if (have === NO_VALUES) return true;
  const [room, held] = [parsePhysical(want), parsePhysical(have)];
  return room !== undefined && held !== undefined && isWithin(room, held);
}

function differing(name: string, first: FileColumns, other: FileColumns, where: string): InputError {
  const typeIn = ({ types, path }: FileColumns): string => `${types.get(name) ?? 'no such column'} in ${quoted(path)}`;
  return inputProblem({
    where,
    what: `the files differ in the column ${quoted(name)}`,
    got: `${typeIn(first)} and ${typeIn(other)}`,
    expected: 'the same columns in all files, of types that the first file has room for',
    next: 'Write them with one schema, or name them as different inputs.',
  });
}
