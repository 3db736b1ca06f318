import { compare, OPERATORS, SKIPS } from '../check/compare.ts';
import type { LogicalType } from '../typing.ts';
import { type Entry, type Read, textAt, wordAt } from './entry.ts';
import { shown } from './reading.ts';

/** `compare: { left: start, op: "<=", right: end }`. */
export function readCompare(entry: Entry): Read | undefined {
  const [left, right] = [typedAt(entry, 'left'), typedAt(entry, 'right')];
  const operator = wordAt(entry, 'op', OPERATORS);
  const skip = entry.keys.has('skip_missing') ? wordAt(entry, 'skip_missing', SKIPS) : 'either';
  if (!left || !right || !operator || !skip) return undefined;
  if (familyOf(left.type) !== familyOf(right.type))
    entry.reading.report(entry.spot, {
      what: `${entry.spot.path} compares values that have no order among them`,
      got: `${left.type} and ${right.type}`,
      expected: 'one type, or integer and number, or date and timestamp',
    });
  if (left.name === right.name)
    entry.reading.report(entry.spot, {
      what: `${entry.spot.path} compares a column with itself`,
      got: shown(left.name),
    });
  return {
    id: `compare(${left.name} ${operator} ${right.name})`,
    columns: [left.name, right.name],
    check: compare(
      { left: left.name, operator, right: right.name, skip },
      { left: left.type, right: right.type },
      entry.failing,
    ),
  };
}

/** Types whose values compare with each other. */
const FAMILIES: Readonly<Partial<Record<LogicalType, LogicalType>>> = { integer: 'number', date: 'timestamp' };
const familyOf = (type: LogicalType): LogicalType => FAMILIES[type] ?? type;

/** A column of a known type: as text "10" is below "9", and 1 is not 1.0. */
function typedAt(entry: Entry, key: string): { readonly name: string; readonly type: LogicalType } | undefined {
  const name = textAt(entry, key);
  const type = name === undefined ? undefined : entry.typeOf(name);
  if (name !== undefined && typeof type === 'string') return { name, type };
  if (name !== undefined)
    entry.reading.report(entry.spot, {
      what: `${entry.spot.path} needs the type of ${shown(name)}`,
      next: 'Add the column with its `type:`.',
    });
  return undefined;
}
