import { intervals } from '../words.ts';
import { BOUNDS, boundsOf, columnOf, type Translation } from './translation.ts';

/** Expectations of the table and its columns. */
export const TABLE: Readonly<Record<string, Translation>> = {
  expect_column_to_exist: {
    native: 'a column',
    isWhole: true,
    args: [],
    translate: (of) => of.draft.column(columnOf(of), of.line),
  },
  expect_table_columns_to_match_set: {
    native: 'columns, extra_columns',
    isWhole: true,
    args: ['column_set', 'exact_match'],
    translate: ({ draft, args, line }) => {
      for (const column of args.texts('column_set')) draft.column(column, line);
      if (args.boolean('exact_match') ?? true) draft.top('extra_columns', 'fail', line);
    },
  },
  expect_table_row_count_to_be_between: {
    native: 'rows',
    note: 'an upper bound alone asks for one row too',
    args: BOUNDS,
    translate: (of) => {
      for (const between of intervals(boundsOf(of))) of.draft.check('rows', { between, ...of.modifiers }, of.line);
    },
  },
  expect_table_row_count_to_equal: {
    native: 'rows',
    args: ['value'],
    translate: ({ draft, args, modifiers, line }) =>
      draft.check('rows', { between: [args.number('value'), args.number('value')], ...modifiers }, line),
  },
  unexpected_rows_expectation: {
    native: 'sql',
    note: '`{batch}` becomes `data`; the SQL is of DuckDB',
    args: ['unexpected_rows_query'],
    translate: ({ draft, args, modifiers, line, rule }) => {
      const query = (args.text('unexpected_rows_query') ?? '').replaceAll('{batch}', 'data');
      draft.check('sql', { name: modifiers.name ?? rule, query, rows: 0, ...modifiers }, line);
    },
  },
};
