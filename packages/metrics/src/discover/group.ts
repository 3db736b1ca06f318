import type { Categories } from '../predictions.ts';

export interface Column extends Categories {
  readonly name: string;
}

/** Rows that share a value, or two, with the sum of their errors and of the squares. */
export interface Group {
  /** `device=phone`, `country=MT, device=phone` */
  readonly label: string;
  readonly rows: number;
  readonly sum: number;
  readonly squares: number;
}

/** A column with more values than this holds names, not categories. */
const MOST_VALUES = 50;

/** Every value of a column and, at depth 2, every pair of values of two columns, over the rows marked in `half`. */
export function groupsOf(
  columns: readonly Column[],
  errors: Float64Array,
  half: Uint8Array,
  depth: number,
): Map<string, Group> {
  const small = columns.filter(({ names }) => names.length <= MOST_VALUES);
  const singles = small.map((column) => [column]);
  const pairs = depth < 2 ? [] : small.flatMap((first, at) => small.slice(at + 1).map((second) => [first, second]));
  return new Map(
    [...singles, ...pairs].flatMap((cross) => grouped(cross, errors, half)).map((group) => [group.label, group]),
  );
}

function grouped([first, second]: readonly Column[], errors: Float64Array, half: Uint8Array): Group[] {
  if (!first) return [];
  const width = second?.names.length ?? 1;
  const cells = first.names.length * width;
  const [rows, sum, squares] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)];
  for (let row = 0; row < errors.length; row++) {
    const [a, b] = [first.codes[row] ?? -1, second ? (second.codes[row] ?? -1) : 0];
    if (half[row] !== 1 || a < 0 || b < 0) continue;
    const [cell, error] = [a * width + b, errors[row] ?? 0];
    rows[cell] = (rows[cell] ?? 0) + 1;
    sum[cell] = (sum[cell] ?? 0) + error;
    squares[cell] = (squares[cell] ?? 0) + error * error;
  }
  const label = (cell: number) => {
    const [a, b] = [Math.floor(cell / width), cell % width];
    const own = `${first.name}=${first.names[a]}`;
    return second ? `${own}, ${second.name}=${second.names[b]}` : own;
  };
  return Array.from(rows, (count, cell) => ({
    label: label(cell),
    rows: count,
    sum: sum[cell] ?? 0,
    squares: squares[cell] ?? 0,
  })).filter((group) => group.rows > 0);
}
