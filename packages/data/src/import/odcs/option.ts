import type { Draft } from '../draft.ts';
import type { Entries } from '../values.ts';
import { searched } from '../words.ts';
import { OPTIONS } from './keys.ts';

/** Formats of texts, those of JSON Schema, as native ones. */
export const FORMATS: Readonly<Record<string, string>> = {
  email: 'email',
  uuid: 'uuid',
  hostname: 'hostname',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  date: 'iso-date',
  'date-time': 'iso-datetime',
};
/** Formats that dates and timestamps have anyway: ISO 8601. */
const ISO = [
  'yyyy-MM-dd',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH:mm:ssZ',
  "yyyy-MM-dd'T'HH:mm:ss",
  'yyyy-MM-ddTHH:mm:ss',
  'yyyy-MM-ddTHH:mm:ssZ',
  "yyyy-MM-dd'T'HH:mm:ss'Z'",
];
const JSON_SCHEMA: Readonly<Record<string, string>> = { date: 'date', timestamp: 'date-time' };

/** Whether a format is what a date or a timestamp is written as anyway. */
export const isIso = (format: string, type: string): boolean => ISO.includes(format) || JSON_SCHEMA[type] === format;

/** Floating-point formats hold every number that is written. */
export const FLOATS = ['f32', 'f64'];
/** `i8` ... `i64`, `u8` ... `u64`: bits of an integer. Wider ones are not known to the engine's bounds. */
const INTEGER = /^([iu])(8|16|32|64)$/;

/** The range of an integer of so many bits. */
export function rangeOf(format: string): { readonly min: bigint; readonly max: bigint } | undefined {
  const [, sign, bits] = INTEGER.exec(format) ?? [];
  if (bits === undefined) return undefined;
  const values = 2n ** BigInt(bits);
  return sign === 'u' ? { min: 0n, max: values - 1n } : { min: -values / 2n, max: values / 2n - 1n };
}

/** One of `logicalTypeOptions`. */
export function option(draft: Draft, name: string, key: string, options: Entries, type: string | undefined): void {
  const at = options.at(key);
  const native = OPTIONS[key];
  if (typeof options.value(key) === 'boolean') switched(draft, name, key, options);
  else if (native !== undefined)
    draft.rule(name, { [nativeBound(key, options) ?? native]: options.value(key) }, {}, at.line);
  else if (key === 'pattern') draft.rule(name, { pattern: searched(options.text(key) ?? '') }, {}, at.line);
  else format(draft, name, options, type);
}

/** In 3.0 a bound is excluded by a switch beside it, later by a key of its own. */
const SWITCHES: Readonly<Record<string, string>> = { minimum: 'exclusiveMinimum', maximum: 'exclusiveMaximum' };

function nativeBound(key: string, options: Entries): string | undefined {
  const by = SWITCHES[key];
  return by !== undefined && options.value(by) === true ? OPTIONS[by] : undefined;
}

/** A switch is read with its bound; without one it says nothing, and nothing else is one. */
function switched(draft: Draft, name: string, key: string, options: Entries): void {
  const bound = Object.keys(SWITCHES).find((each) => SWITCHES[each] === key);
  if (bound === undefined) draft.refuse(options.at(key), key, 'it is no number', name);
  else if (!options.has(bound) && options.value(key) === true)
    draft.refuse(options.at(key), key, `there is no ${bound} beside it`, name);
}

function format(draft: Draft, name: string, options: Entries, type: string | undefined): void {
  const [at, word] = [options.at('format'), options.text('format') ?? ''];
  const range = type === 'integer' ? rangeOf(word) : undefined;
  const native = type === 'string' && Object.hasOwn(FORMATS, word) ? FORMATS[word] : undefined;
  if (range) draft.rule(name, range, {}, at.line);
  else if (type === 'date' || type === 'timestamp') {
    if (!isIso(word, type)) draft.refuse(at, 'format', 'state `date_format` in a native contract', name);
  } else if (native !== undefined) draft.rule(name, { format: native }, {}, at.line);
  else if (type !== 'number' || !FLOATS.includes(word)) draft.refuse(at, 'format', 'no native format', name);
}
