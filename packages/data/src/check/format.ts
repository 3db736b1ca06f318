import { HOUR, OFFSET_HOUR } from '../lexical.ts';
import type { Check, Limit } from '../rule.ts';
import type { Dialect, Sql } from '../sql/dialect.ts';
import { ofValues } from './of-values.ts';

interface Format {
  /** RE2 pattern of the whole value */
  readonly pattern: string;
  /** what the pattern cannot say: predicate of values that break it */
  readonly broken?: (value: Sql, dialect: Dialect) => Sql;
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

/** ISO/IEC 7812-1, annex B: from the right, every second digit doubled, the sum of all digits a multiple of 10. */
function luhn(value: Sql, { characters, mapped, sum, without }: Dialect): Sql {
  const digits = mapped(characters(`reverse(${without(value, '[ -]')})`), (one) => `CAST(${one} AS INTEGER)`);
  const doubled = mapped(
    digits,
    (one, at) => `CASE WHEN ${at} % 2 = 1 THEN ${one} WHEN ${one} > 4 THEN 2 * ${one} - 9 ELSE 2 * ${one} END`,
  );
  return `${sum(doubled)} % 10 <> 0`;
}

/** What each character stands for is its place here. */
const IBAN_CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** ISO 13616: the first four characters moved to the end, letters as 10 to 35, the number modulo 97 is 1. */
function iban(value: Sql, { characters, mapped, folded, without }: Dialect): Sql {
  const bare = `upper(${without(value, ' ')})`;
  const moved = characters(`(substr(${bare}, 5) || substr(${bare}, 1, 4))`);
  const digits = mapped(moved, (one) => `strpos('${IBAN_CHARACTERS}', ${one}) - 1`);
  const rest = folded(digits, (sum, one) => `(${sum} * CASE WHEN ${one} > 9 THEN 100 ELSE 10 END + ${one}) % 97`);
  return `${rest} <> 1`;
}

/** Formats by the names that JSON Schema and the field use. */
export const FORMATS = {
  email: { pattern: `[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${hostname}` },
  uuid: { pattern: '[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}' },
  url: { pattern: `https?://(${hostname}|${ipv4}|\\[(${ipv6})\\])(:[0-9]{1,5})?([/?#][^\\s]*)?` },
  ipv4: { pattern: ipv4 },
  ipv6: { pattern: ipv6 },
  ip: { pattern: `${ipv4}|${ipv6}` },
  hostname: { pattern: hostname, broken: (value) => `length(${value}) > ${longestHost}` },
  'iso-date': { pattern: date, broken: (value, { exists }) => `NOT (${exists(value, 'date')})` },
  'iso-datetime': {
    pattern: `${date}T${HOUR}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-]${OFFSET_HOUR}:?[0-5][0-9])?`,
    broken: (value, { exists }) => `NOT (${exists(value, 'timestamp')})`,
  },
  luhn: { pattern: '[0-9]([ -]?[0-9]){7,18}', broken: luhn },
  iban: { pattern: '[A-Za-z]{2}[0-9]{2}( ?[A-Za-z0-9]){11,30}', broken: iban },
  json: { pattern: '(?s).*', broken: (value, { isJson }) => `NOT ${isJson(value)}` },
} as const satisfies Readonly<Record<string, Format>>;

/** Values are written in a named format. What a pattern accepts is looked at more closely, never the rest. */
export const formatted = (column: string, name: keyof typeof FORMATS, limit: Limit): Check => ({
  kind: 'format',
  expected: `written as ${name}`,
  measure: ofValues(column, 'string', limit, (value, dialect) => {
    const { pattern, broken }: Format = FORMATS[name];
    const matches = dialect.matches(value, pattern);
    return broken ? `CASE WHEN ${matches} THEN ${broken(value, dialect)} ELSE true END` : `NOT ${matches}`;
  }),
});
