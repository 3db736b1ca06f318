import type { Check, Limit } from '../rule.ts';
import { literal } from '../sql.ts';
import { ofValues } from './of-values.ts';

interface Format {
  /** RE2 pattern of the whole value */
  readonly pattern: string;
  /** what the pattern cannot say: predicate of values that break it */
  readonly broken?: (value: string) => string;
}

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ipv4 = `(${octet}\\.){3}${octet}`;
const hextet = '[0-9A-Fa-f]{1,4}';
/** RFC 4291, section 2.2: eight groups, or fewer around one `::`; the last two may be an IPv4 address. */
const ipv6 = [
  `(${hextet}:){7}${hextet}`,
  `(${hextet}:){1,7}:`,
  ...[1, 2, 3, 4, 5, 6].map((after) => `(${hextet}:){1,${7 - after}}(:${hextet}){1,${after}}`),
  `:((:${hextet}){1,7}|:)`,
  `(${hextet}:){6}${ipv4}`,
  `::(ffff:)?${ipv4}`,
].join('|');
const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const hostname = `${label}(\\.${label})*`;
const date = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const longestHost = 253;

/** Digits of a value, as a list of numbers. */
const digitsOf = (value: string): string =>
  `list_transform(string_split(regexp_replace(${value}, '[ -]', '', 'g'), ''), lambda d: CAST(d AS INTEGER))`;

/** ISO/IEC 7812-1, annex B: from the right, every second digit doubled, the sum of all digits a multiple of 10. */
const luhn = (value: string): string => {
  const doubled = `list_transform(list_reverse(${digitsOf(value)}), lambda d, i: CASE WHEN i % 2 = 0 THEN (2 * d) % 10 + (2 * d) // 10 ELSE d END)`;
  return `list_sum(${doubled}) % 10 <> 0`;
};

/** ISO 13616: the first four characters moved to the end, letters as 10 to 35, the number modulo 97 is 1. */
const iban = (value: string): string => {
  const bare = `regexp_replace(upper(${value}), ' ', '', 'g')`;
  const moved = `string_split(substr(${bare}, 5) || substr(${bare}, 1, 4), '')`;
  const number = `list_reduce(list_prepend(0, list_transform(${moved}, lambda c: CASE WHEN c BETWEEN '0' AND '9' THEN CAST(ascii(c) - 48 AS BIGINT) ELSE ascii(c) - 55 END)), lambda sum, d: (sum * (CASE WHEN d > 9 THEN 100 ELSE 10 END) + d) % 97)`;
  return `${number} <> 1`;
};

/** Formats by the names that JSON Schema and the field use. */
export const FORMATS = {
  email: { pattern: `[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${hostname}` },
  uuid: { pattern: '[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}' },
  url: { pattern: `https?://(${hostname}|${ipv4}|\\[(${ipv6})\\])(:[0-9]{1,5})?([/?#][^\\s]*)?` },
  ipv4: { pattern: ipv4 },
  ipv6: { pattern: ipv6 },
  ip: { pattern: `${ipv4}|${ipv6}` },
  hostname: { pattern: hostname, broken: (value: string) => `length(${value}) > ${longestHost}` },
  'iso-date': { pattern: date, broken: (value: string) => `TRY_CAST(${value} AS DATE) IS NULL` },
  'iso-datetime': {
    pattern: `${date}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?`,
    broken: (value: string) => `TRY_CAST(${value} AS TIMESTAMPTZ) IS NULL`,
  },
  luhn: { pattern: '[0-9]([ -]?[0-9]){7,18}', broken: luhn },
  iban: { pattern: '[A-Za-z]{2}[0-9]{2}( ?[A-Za-z0-9]){11,30}', broken: iban },
  json: { pattern: '(?s).*', broken: (value: string) => `NOT json_valid(${value})` },
} as const satisfies Readonly<Record<string, Format>>;

/** Values are written in a named format. What a pattern accepts is looked at more closely, never the rest. */
export const formatted = (column: string, name: keyof typeof FORMATS, limit: Limit): Check => ({
  kind: 'format',
  expected: `written as ${name}`,
  measure: ofValues(column, 'string', limit, (value) => {
    const { pattern, broken }: Format = FORMATS[name];
    const matches = `regexp_full_match(${value}, ${literal(pattern)})`;
    return broken ? `CASE WHEN ${matches} THEN ${broken(value)} ELSE true END` : `NOT ${matches}`;
  }),
});
