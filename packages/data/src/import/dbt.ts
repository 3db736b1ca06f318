import type { Reading, Spot } from '../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported, type Modifiers } from './draft.ts';
import { EXPECTATION_SUPPORT, EXPECTATIONS, UNSUPPORTED } from './expectations.ts';
import { chosen } from './tables.ts';
import { type Entries, entriesOf } from './values.ts';
import { intervals, named, type Support, valueBounds } from './words.ts';

interface Test {
  readonly draft: Draft;
  readonly args: Entries;
  readonly column: string;
  readonly line: number;
  readonly modifiers: Modifiers;
}

interface Translation {
  readonly native: string;
  readonly note?: string;
  readonly args: readonly string[];
  readonly translate: (test: Test) => void;
}

const TESTS: Readonly<Record<string, Translation>> = {
  unique: {
    native: 'unique',
    note: 'dbt counts repeated values, we rows beyond the first: only a limit of 0 agrees',
    args: [],
    translate: ({ draft, column, modifiers: { failing = 0, ...rest }, line }) =>
      draft.rule(column, { unique: failing }, rest, line),
  },
  not_null: {
    native: 'nulls',
    args: [],
    translate: ({ draft, column, modifiers: { failing = 0, ...rest }, line }) =>
      draft.rule(column, { nulls: failing }, rest, line),
  },
  accepted_values: {
    native: 'in',
    note: 'dbt counts values, we rows',
    args: ['values', 'quote'],
    translate: ({ draft, args, column, modifiers, line }) => {
      draft.hint(column, args.list('values'), line);
      draft.rule(column, { in: args.list('values') }, modifiers, line);
    },
  },
  relationships: {
    native: 'refers',
    note: 'the other model must be an input of its name',
    args: ['to', 'field'],
    translate: ({ draft, args, column, modifiers, line }) => {
      const to = /ref\(\s*['"]([^'"]+)['"]\s*\)/.exec(args.text('to') ?? '')?.[1] ?? args.text('to');
      draft.check('refers', { columns: [column], to, key: args.texts('field'), ...modifiers }, line);
    },
  },
  'dbt_utils.accepted_range': {
    native: 'min, max, exclusive_min, exclusive_max',
    args: ['min_value', 'max_value', 'inclusive'],
    translate: ({ draft, args, column, modifiers, line }) => {
      const isOpen = args.boolean('inclusive') === false;
      const [min, max] = [args.value('min_value'), args.value('max_value')];
      draft.hint(column, [min, max], line);
      draft.rule(column, valueBounds({ min, max, exclusiveMin: isOpen, exclusiveMax: isOpen }), modifiers, line);
    },
  },
  'dbt_utils.unique_combination_of_columns': {
    native: 'duplicate_rows',
    note: 'dbt counts repeated combinations, we rows beyond the first: only a limit of 0 agrees',
    args: ['combination_of_columns', 'quote_columns'],
    translate: ({ draft, args, modifiers, line }) =>
      draft.check('duplicate_rows', { columns: args.texts('combination_of_columns'), ...modifiers }, line),
  },
  'dbt_utils.not_empty_string': {
    native: 'blank',
    args: ['trim_whitespace'],
    translate: ({ draft, args, column, modifiers: { failing = 0, ...rest }, line }) => {
      draft.about(column, 'type', 'string', line);
      const isTrimmed = args.boolean('trim_whitespace') !== false;
      draft.rule(column, isTrimmed ? { blank: failing } : { min_length: 1, failing }, rest, line);
    },
  },
  'dbt_utils.expression_is_true': {
    native: 'expr',
    note: 'SQL of DuckDB; NULL passes as in dbt',
    args: ['expression'],
    translate: ({ draft, args, column, modifiers, line }) => {
      const expression = args.text('expression') ?? '';
      const sql = column === '' ? expression : `${named(column)} ${expression}`;
      draft.check('expr', { name: sql, sql, nulls: 'pass', ...modifiers }, line);
    },
  },
  'dbt_utils.not_constant': {
    native: 'constant: fail',
    args: [],
    translate: ({ draft, column, modifiers, line }) => draft.rule(column, { constant: 'fail' }, modifiers, line),
  },
  'dbt_utils.not_null_proportion': {
    native: 'nulls',
    args: ['at_least', 'at_most'],
    translate: ({ draft, args, column, modifiers, line }) => {
      const share = 100 - (args.number('at_least') ?? 0) * 100;
      if (args.has('at_most') && args.number('at_most') !== 1)
        draft.refuse(args.spot, 'not_null_proportion', '`at_most` has no native rule', column);
      else draft.rule(column, { nulls: `<= ${Number(share.toFixed(10))}%` }, modifiers, line);
    },
  },
  'dbt_utils.not_accepted_values': {
    native: 'not_in',
    args: ['values', 'quote'],
    translate: ({ draft, args, column, modifiers, line }) => {
      draft.hint(column, args.list('values'), line);
      draft.rule(column, { not_in: args.list('values') }, modifiers, line);
    },
  },
  'dbt_expectations.expect_table_row_count_to_be_between': {
    native: 'rows',
    args: ['min_value', 'max_value'],
    translate: ({ draft, args, modifiers, line }) => {
      for (const between of intervals({ min: args.value('min_value'), max: args.value('max_value') }))
        draft.check('rows', { between, ...modifiers }, line);
    },
  },
};

export const DBT_SUPPORT: readonly Support[] = [
  ...Object.entries(TESTS).map(([rule, { native, note }]) => ({ rule, native, ...(note !== undefined && { note }) })),
  ...EXPECTATION_SUPPORT.filter(({ rule }) => rule.startsWith('expect_')).map((each) => ({
    ...each,
    rule: `dbt_expectations.${each.rule}`,
  })),
  {
    rule: 'config where, severity, error_if',
    native: 'where, severity, failing',
    note: '`error_if` must be `> n` or `>= n`; `warn_if` must say the same',
  },
  {
    rule: "config limit, fail_calc; singular tests; generic tests of one's own",
    native: null,
    note: 'they are SQL of the warehouse',
  },
  { rule: 'a `where` or argument with Jinja', native: null, note: 'Jinja is never evaluated' },
];

/** Translates the generic tests of one model of a compiled dbt project (`target/manifest.json`). */
export function importDbt(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const nodes = entriesOf(reading, reading.top).below('nodes');
  const all = (nodes?.keys() ?? []).map((id) => [id, entriesOf(reading, nodes?.at(id) ?? reading.top)] as const);
  const tests = all.filter(([, node]) => node.value('resource_type') === 'test');
  const tested = [...new Set(tests.map(([, node]) => node.text('attached_node') ?? ''))].map(
    (id) => [id.split('.').at(-1) ?? id, id] as const,
  );
  const model = chosen(reading, choice, tested, 'model');
  for (const [id, node] of tests) if ((node.text('attached_node') ?? '') === model) test(draft, id, node);
  return draft.finish();
}

function test(draft: Draft, id: string, node: Entries): void {
  const config = node.below('config');
  if (config?.boolean('enabled') === false) return;
  const metadata = node.below('test_metadata');
  const [name, namespace] = [metadata?.text('name') ?? id, metadata?.text('namespace')];
  const rule = namespace === undefined || namespace === 'dbt' ? name : `${namespace}.${name}`;
  const column = node.text('column_name') ?? metadata?.below('kwargs')?.text('column_name') ?? '';
  const place: Spot = metadata?.at('name') ?? node.spot;
  const modifiers = config ? modifiersOf(draft, config, rule, column) : {};
  const args = metadata?.below('kwargs');
  const jinja = args?.keys().find((key) => key !== 'model' && key !== 'to' && /\{[{%]/.test(String(args.value(key))));
  const own = Object.hasOwn(TESTS, rule) ? TESTS[rule] : undefined;
  const base = rule.replace(/^dbt_expectations\./, '');
  const expectation = base !== rule && Object.hasOwn(EXPECTATIONS, base) ? EXPECTATIONS[base] : undefined;
  if (modifiers === undefined) return;
  if (jinja !== undefined) draft.refuse(args?.at(jinja) ?? place, rule, 'Jinja is never evaluated', column);
  else if (own && args) {
    const known = entriesOf(draft.reading, args.spot, ['model', 'column_name', ...own.args]);
    if (column !== '') draft.column(column, place.line);
    own.translate({ draft, args: known, column, line: place.line, modifiers });
  } else if (expectation && args)
    viaExpectation({ draft, args, column, line: place.line, modifiers }, base, expectation);
  else if (base !== rule && Object.hasOwn(UNSUPPORTED, base))
    draft.refuse(place, rule, UNSUPPORTED[base] ?? '', column);
  else draft.unknown(place, rule, Object.keys(TESTS), column);
}

const STRICT = ['strict_min', 'strict_max'];

/** dbt_expectations calls its arguments a little differently; its conditions are SQL. */
function viaExpectation(
  { draft, args, column, line, modifiers }: Test,
  rule: string,
  found: (typeof EXPECTATIONS)[string],
): void {
  const strict = args.boolean('strictly') ?? false;
  const known = ['model', 'column_name', 'row_condition', 'strictly', ...found.args];
  const checked = entriesOf(draft.reading, args.spot, known);
  const condition = args.text('row_condition');
  found.translate({
    draft,
    rule,
    line,
    modifiers: { ...modifiers, ...(condition !== undefined && { where: condition }) },
    args: {
      ...checked,
      text: (key) => (key === 'column' ? column : checked.text(key)),
      boolean: (key) => (STRICT.includes(key) ? strict : checked.boolean(key)),
    },
  });
}

const ERROR_IF = /^(>=?|!=)\s*(\d+)$/;

/** undefined: refused. */
function modifiersOf(draft: Draft, config: Entries, rule: string, column: string): Modifiers | undefined {
  const [severity, where, errorIf] = [
    config.text('severity') ?? 'ERROR',
    config.text('where'),
    config.text('error_if') ?? '!= 0',
  ];
  const isWarning = severity.toLowerCase() === 'warn';
  const words = (isWarning ? config.text('warn_if') : undefined) ?? errorIf;
  const [, operator, digits] = ERROR_IF.exec(words.trim()) ?? [];
  const why =
    digits === undefined || (operator === '!=' && digits !== '0')
      ? '`error_if` is no limit'
      : !isWarning && config.has('warn_if') && config.text('warn_if') !== '!= 0' && config.text('warn_if') !== errorIf
        ? '`warn_if` is a second limit'
        : config.has('limit') || (config.has('fail_calc') && config.text('fail_calc') !== 'count(*)')
          ? '`limit` and `fail_calc` are SQL of the warehouse'
          : where !== undefined && /\{[{%]/.test(where)
            ? 'Jinja is never evaluated'
            : undefined;
  if (why !== undefined) {
    draft.refuse(config.spot, rule, why, column);
    return undefined;
  }
  const failing = operator === '>=' ? `< ${digits}` : Number(digits);
  return {
    ...(failing !== 0 && { failing }),
    ...(isWarning && { severity: 'warn' as const }),
    ...(where !== undefined && { where }),
  };
}
