import { isIPv6 } from 'node:net';
import { hasCard } from './card.ts';
import { hasIban } from './iban.ts';
import { SECRETS } from './secrets.ts';

export interface Kind {
  /** what is looked for, for people */
  readonly words: string;
  /** RE2: values without a match hold none */
  readonly pattern: string;
  /** whether a value that matches really holds one; without it a match is enough */
  readonly confirm?: (value: string) => boolean;
}

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const ipv4 = `(^|[^0-9.])(${octet}\\.){3}${octet}($|[^0-9.]|\\.($|[^0-9]))`;
const ipv6 = '[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*';
const IPV4 = new RegExp(ipv4);
const IPV6 = new RegExp(`(?<![0-9A-Za-z:.])${ipv6}(?![0-9A-Za-z:])`, 'g');
/** `::` alone is punctuation more often than an address. */
const SHORTEST_IPV6 = 3;

/** North American Numbering Plan (area and exchange begin with 2 to 9), or E.164 with its plus and 8 to 15 digits. */
const nanp = '(\\([2-9][0-9]{2}\\) ?|[2-9][0-9]{2}[-. ])[2-9][0-9]{2}[-. ][0-9]{4}';
const e164 = '\\+[1-9]([-. ()]{0,2}[0-9]){7,14}';

/** Numbers that the Social Security Administration never assigned: area 000, 666, 900 and above, group 00, serial 0000. */
const ssn =
  '(00[1-9]|0[1-9][0-9]|[1-578][0-9]{2}|6[0-57-9][0-9]|66[0-57-9])-(0[1-9]|[1-9][0-9])-(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})';

/** What can be looked for, by the names of the contract. */
export const KINDS = {
  email: { words: 'e-mail addresses', pattern: "[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}" },
  card: { words: 'payment card numbers', pattern: '[0-9]([ -]?[0-9]){11,18}', confirm: hasCard },
  ssn: { words: 'US social security numbers', pattern: `(^|[^0-9-])${ssn}($|[^0-9-])` },
  phone: { words: 'phone numbers', pattern: `(^|[^0-9A-Za-z+.-])(${nanp}|${e164})($|[^0-9A-Za-z])` },
  ip: { words: 'IP addresses', pattern: `${ipv4}|${ipv6}`, confirm: hasAddress },
  iban: { words: 'IBANs', pattern: '[A-Za-z]{2}[0-9]{2}( ?[A-Za-z0-9]){11,30}', confirm: hasIban },
  secret: { words: 'keys and tokens', pattern: SECRETS.join('|') },
} as const satisfies Readonly<Record<string, Kind>>;

export type PiiKind = keyof typeof KINDS;

function hasAddress(value: string): boolean {
  if (IPV4.test(value)) return true;
  return [...value.matchAll(IPV6)].some(([text]) => text.length >= SHORTEST_IPV6 && isIPv6(text.replace(/\.$/, '')));
}
