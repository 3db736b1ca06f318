import type { Draft, Modifiers } from '../draft.ts';
import { EXPECTATIONS, UNSUPPORTED } from '../expectation/expectations.ts';
import type { Translation as Expected } from '../expectation/translation.ts';
import { type Entries, entriesOf } from '../values.ts';
import { METADATA } from './keys.ts';
import { limitsOf } from './limits.ts';
import { TESTS, type Test, type Translation } from './tests.ts';

/** A generic test: of dbt, dbt_utils or dbt_expectations. */
export function genericTest(draft: Draft, node: Entries): void {
  const metadata = draft.open(node.at('test_metadata'), METADATA);
  const args = metadata.below('kwargs') ?? entriesOf(draft.reading, { ...metadata.spot, node: null });
  const [name, namespace] = [metadata.text('name') ?? '', metadata.text('namespace') ?? 'dbt'];
  const rule = namespace === 'dbt' ? name : `${namespace}.${name}`;
  const column = node.text('column_name') ?? args.text('column_name') ?? '';
  const place = metadata.at('name');
  const limits = limitsOf(draft, node, rule, column);
  const base = namespace === 'dbt_expectations' ? name : '';
  const translate = translationOf(rule, base);
  const jinja = args.keys().find((key) => key !== 'model' && key !== 'to' && /\{[{%]/.test(String(args.value(key))));
  if (limits.length === 0) return;
  if (jinja !== undefined) draft.refuse(args.at(jinja), rule, 'Jinja is never evaluated', column);
  else if (translate) {
    if (column !== '') draft.column(column, place.line);
    for (const modifiers of limits) translate({ draft, args, column, line: place.line, modifiers });
  } else if (Object.hasOwn(UNSUPPORTED, base)) draft.refuse(place, rule, UNSUPPORTED[base] ?? '', column);
  else draft.unknown(place, rule, Object.keys(TESTS), column);
}

function translationOf(rule: string, base: string): ((test: Test) => void) | undefined {
  const own = Object.hasOwn(TESTS, rule) ? TESTS[rule] : undefined;
  const expectation = Object.hasOwn(EXPECTATIONS, base) ? EXPECTATIONS[base] : undefined;
  if (own) return (test) => ownTest(test, rule, own);
  return expectation && ((test) => viaExpectation(test, rule, expectation));
}

function ownTest(test: Test, rule: string, { args, translate }: Translation): void {
  const known = { of: rule, read: ['model', 'column_name', ...args] };
  translate({ ...test, args: test.draft.open(test.args.spot, known, test.column) });
}

const STRICT = ['strict_min', 'strict_max'];

/** dbt_expectations calls its arguments a little differently; its conditions are SQL. */
function viaExpectation({ draft, args, column, line, modifiers }: Test, rule: string, found: Expected): void {
  const strict = args.boolean('strictly') ?? false;
  const known = ['model', 'column_name', 'row_condition', 'strictly', 'mostly', ...found.args];
  const checked = draft.open(args.spot, { of: rule, read: known }, column);
  const condition = args.text('row_condition');
  const wheres = [modifiers.where, condition].filter((each) => each !== undefined);
  const where: Modifiers = wheres.length === 0 ? {} : { where: wheres.map((each) => `(${each})`).join(' AND ') };
  if (condition !== undefined && found.isWhole)
    draft.refuse(args.spot, rule, 'its `row_condition` leaves out no row', column);
  found.translate({
    draft,
    rule,
    line,
    modifiers: { ...modifiers, ...where },
    args: {
      ...checked,
      text: (key) => (key === 'column' ? column : checked.text(key)),
      boolean: (key) => (STRICT.includes(key) ? strict : checked.boolean(key)),
    },
  });
}
