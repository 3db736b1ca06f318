import { logicalType } from '../type-names.ts';
import { columnOf, type Expectation, type Translation } from './translation.ts';

function typed(of: Expectation, names: readonly string[]): void {
  const types = new Set(names.map(logicalType));
  if (types.has('number')) types.delete('integer');
  const [type] = types;
  const column = columnOf(of);
  const isPartial = (of.args.number('mostly') ?? 1) < 1;
  if (type === undefined || types.size > 1 || isPartial)
    of.draft.refuse(
      of.args.spot,
      of.rule,
      isPartial ? '`mostly` of a type' : 'no single type of ours is meant',
      column,
    );
  else if (!of.draft.about(column, 'type', type, of.line))
    of.draft.refuse(of.args.spot, of.rule, 'another type was asked of the column before', column);
}

/** Expectations of types. */
export const TYPES: Readonly<Record<string, Translation>> = {
  expect_column_values_to_be_of_type: {
    native: 'type',
    isWhole: true,
    note: 'a type of storage is asked for as the logical type of the values: `int64` as integer',
    args: ['type_'],
    translate: (of) => typed(of, of.args.texts('type_')),
  },
  expect_column_values_to_be_in_type_list: {
    native: 'type',
    isWhole: true,
    note: 'the types must mean one logical type; integers with floats mean number',
    args: ['type_list'],
    translate: (of) => typed(of, of.args.texts('type_list')),
  },
};
