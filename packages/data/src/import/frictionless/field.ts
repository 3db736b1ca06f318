import { unpadded } from '../../check/date-form.ts';
import type { Spot } from '../../contract/reading.ts';
import type { Draft } from '../draft.ts';
import { type Entries, entriesOf } from '../values.ts';
import { valueBounds } from '../words.ts';
import { CONSTRAINTS, FIELD } from './keys.ts';
import { labelled } from './labelled.ts';
import { CELLS, FALSE, STRING_FORMATS, TRUE, TYPES } from './types.ts';

/** A field with its constraints. */
export function field(draft: Draft, at: Spot, optional: boolean): void {
  const name = entriesOf(draft.reading, at).text('name') ?? '';
  const keys = draft.open(at, FIELD, name);
  const about = (key: string, value: unknown, from: string) => draft.about(name, key, value, keys.at(from).line);
  draft.column(name, keys.line);
  const typed = typeOf(draft, keys, name);
  for (const [key, value] of Object.entries(typed)) about(key, value, 'type');
  if (optional) about('optional', true, 'name');
  if (keys.has('missingValues')) about('missing', labelled(keys, 'missingValues'), 'missingValues');
  if (keys.has('categories')) about('in', labelled(keys, 'categories'), 'categories');
  const constraints = draft.below(keys, 'constraints', CONSTRAINTS, name);
  if (constraints) constrain(draft, name, typed.type, constraints);
}

type Native = Readonly<Record<string, unknown>>;

function typeOf(draft: Draft, keys: Entries, name: string): Native {
  const type = keys.text('type') ?? 'string';
  const found = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (type !== 'boolean')
    for (const key of ['trueValues', 'falseValues'])
      if (keys.has(key)) draft.refuse(keys.at(key), key, 'the field is no boolean', name);
  if (found) return formatOf(draft, keys, name, found);
  if (CELLS.includes(type)) {
    draft.check('json_schema', { column: name, schema: { type } }, keys.at('type').line);
    return {};
  }
  draft.refuse(keys.at('type'), 'type', 'no native type', name);
  return {};
}

function formatOf(draft: Draft, keys: Entries, name: string, found: Native): Native {
  const [type, format] = [keys.text('type') ?? 'string', keys.text('format') ?? 'default'];
  if (type === 'boolean' && (keys.has('trueValues') || keys.has('falseValues'))) return spelt(keys);
  if (type === 'string' && Object.hasOwn(STRING_FORMATS, format)) return { ...found, ...STRING_FORMATS[format] };
  if (format === 'default') return found;
  if (['date', 'datetime'].includes(type) && format !== 'any') return { type: 'string', date_format: unpadded(format) };
  draft.refuse(
    keys.at('format'),
    'format',
    type === 'string' ? 'it is not checked' : 'it has no one way of writing',
    name,
  );
  return {};
}

/** A boolean by its spellings; without a list, those of the specification. */
const spelt = (keys: Entries): Native => ({
  type: 'string',
  in: [
    ...(keys.has('trueValues') ? keys.texts('trueValues') : TRUE),
    ...(keys.has('falseValues') ? keys.texts('falseValues') : FALSE),
  ],
});

const NATIVE: Readonly<Record<string, string>> = {
  required: 'required',
  unique: 'unique',
  minLength: 'min_length',
  maxLength: 'max_length',
  pattern: 'pattern',
};
const BOUNDS = [
  ['minimum', 'min', false],
  ['maximum', 'max', false],
  ['exclusiveMinimum', 'min', true],
  ['exclusiveMaximum', 'max', true],
] as const;

function constrain(draft: Draft, name: string, type: unknown, keys: Entries): void {
  const rule = (key: string, native: Native): void => draft.rule(name, native, {}, keys.at(key).line);
  for (const [key, native] of Object.entries(NATIVE))
    if (keys.has(key) && keys.value(key) !== false) rule(key, { [native]: keys.value(key) });
  if (keys.has('jsonSchema'))
    draft.check('json_schema', { column: name, schema: keys.value('jsonSchema') }, keys.at('jsonSchema').line);
  if (keys.has('enum')) rule('enum', { in: keys.list('enum').map((each) => cast(each, type)) });
  for (const [key, side, isExclusive] of BOUNDS)
    if (keys.has(key))
      rule(
        key,
        valueBounds({ [side]: cast(keys.value(key), type), exclusiveMin: isExclusive, exclusiveMax: isExclusive }),
      );
}

/** Constraints may be written as the data are: `"10"` for an integer. */
const cast = (value: unknown, type: unknown): unknown =>
  typeof value === 'string' &&
  (type === 'integer' || type === 'number') &&
  value.trim() !== '' &&
  Number.isFinite(Number(value))
    ? Number(value)
    : value;
