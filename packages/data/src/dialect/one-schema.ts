import { type InputError, inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { isWithin } from '../physical/compare.ts';
import { parsePhysical } from '../physical/type.ts';

/** The columns of a file: the engine's types by their names. */
export interface FileColumns {
  readonly path: string;
  readonly types: ReadonlyMap<string, string>;
}

/** A column that a file states to hold no value at all, which any type has room for. */
export const NO_VALUES = 'NULL';

/**
 * The types that all files can be read as, in the first one's order of columns, whatever the order of the files: of each
 * column the type that has room for those of the others, an INTEGER for a SMALLINT.
 * @returns for a column that no type has room for: undefined
 * @throws InputError where a column is not in all files
 */
export function commonTypes(files: readonly FileColumns[], where: string): Map<string, string | undefined> {
  const names = new Set(files.flatMap(({ types }) => [...types.keys()]));
  for (const name of names) if (files.some(({ types }) => !types.has(name))) throw differing(name, files, where);
  return new Map([...names].map((name) => [name, roomiest(files.map(({ types }) => types.get(name) ?? NO_VALUES))]));
}

const roomiest = (types: readonly string[]): string | undefined =>
  types.find((room) => types.every((held) => isReadable(room, held)));

/** Whether nothing is lost when what is stored as one type is read as another. */
function isReadable(want: string, have: string): boolean {
  if (want === have || have === NO_VALUES) return true;
  if (want === 'VARCHAR' && have === 'JSON') return true;
  const [room, held] = [parsePhysical(want), parsePhysical(have)];
  return room !== undefined && held !== undefined && isWithin(room, held);
}

/** What to say of a column that is not the same in all files: the first one, and the first that differs most. */
export function differing(name: string, files: readonly FileColumns[], where: string): InputError {
  const typeIn = ({ types }: FileColumns): string => types.get(name) ?? 'no such column';
  const [first, ...rest] = files;
  const isApart = (one: string, other: string): boolean => !isReadable(one, other) && !isReadable(other, one);
  const own = first ? typeIn(first) : '';
  const other = rest.find((each) => isApart(own, typeIn(each))) ?? rest.find((each) => typeIn(each) !== own);
  return inputProblem({
    where,
    what: `the files differ in the column ${quoted(name)}`,
    got: [first, other].flatMap((file) => (file ? [`${typeIn(file)} in ${quoted(file.path)}`] : [])).join(' and '),
    expected: 'the same columns in all files, of types of which one has room for the others',
    next: 'Write them with one schema, or name them as different inputs.',
  });
}
