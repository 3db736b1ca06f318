import { unpadded } from '../check/date-form.ts';
import { dateFormat } from '../check/date-format.ts';
import { type FORMATS, formatted } from '../check/format.ts';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import type { Engine } from '../engine.ts';
import { KINDS, type PiiKind } from '../pii/kinds.ts';
import { NONE } from '../rule.ts';
import type { Source } from '../source.ts';
import { logical } from './facts.ts';
import type { Merged } from './merge.ts';

/** Formats that no other text has by chance. A word is a host's name, a number may pass Luhn's test. */
const TELLING = ['uuid', 'email', 'url', 'ipv4', 'ipv6', 'iban', 'iso-date', 'iso-datetime', 'json'] as const;
/** Ways to write dates and times beside ISO 8601; days and months that could be read either way tell nothing. */
const DATE_FORMATS = ['%d.%m.%Y', '%m/%d/%Y', '%d/%m/%Y', '%Y/%m/%d', '%b %d %Y', '%d %b %Y'].flatMap((day) => [
  day,
  ...['%H:%M', '%H:%M:%S'].map((time) => `${day} ${time}`),
]);

/** `1/2/2024` and `12 Dec 2024 10:20:30`. */
const [SHORTEST_DATE, LONGEST_TIME] = [8, 20];

const PII_KINDS = Object.keys(KINDS) as PiiKind[];

/** What holds for every value of a column, as the checks themselves say. */
export interface Proven {
  readonly format: (column: string) => keyof typeof FORMATS | undefined;
  readonly dateFormat: (column: string) => string | undefined;
  readonly holds: (column: string, kind: 'type' | 'past' | 'trim' | 'blank') => boolean;
  /** kinds of personal data or secrets that a column holds */
  readonly personal: (column: string) => readonly PiiKind[];
}

/**
 * Tries candidates on the data with the rules that will check it later: what is proposed then is what they prove.
 * @throws InputError when a source cannot be read to its end
 */
export async function probe(
  engine: Engine,
  sources: readonly Source[],
  columns: readonly Merged[],
  root: string,
): Promise<Proven> {
  const contract = parseContract(JSON.stringify(candidates(columns)), 'draft');
  const { rules } = await checkData({ engine, sources, contract, files: { workspace: root, base: root } });
  const all = (column: string, kind: string, expected?: string): boolean => {
    const own = rules.filter(
      (rule) => rule.column === column && rule.kind === kind && (expected === undefined || rule.expected === expected),
    );
    return own.length > 0 && own.every(({ failing, status }) => failing === 0 && status === 'pass');
  };
  return {
    format: (column) => TELLING.find((format) => all(column, 'format', formatted(column, format, NONE).expected)),
    dateFormat: (column) => {
      const holds = (format: string): boolean => all(column, 'date_format', dateFormat(column, format, NONE).expected);
      const [only, other] = DATE_FORMATS.filter((format) => holds(format) || holds(unpadded(format)));
      if (only === undefined || other !== undefined) return undefined;
      return holds(only) ? only : unpadded(only);
    },
    holds: (column, kind) => all(column, kind),
    personal: (column) =>
      PII_KINDS.filter((kind) =>
        rules.some((rule) => rule.kind === `pii-${kind}` && rule.column === column && rule.failing !== 0),
      ),
  };
}

function candidates(columns: readonly Merged[]): object {
  const declared: [string, object][] = [];
  const checks: object[] = [];
  for (const { name, type, spellings, present, shortest, longest } of columns) {
    const read = type === undefined ? undefined : logical(type);
    declared.push([
      name,
      { optional: true, ...(read && { type: read }), ...(spellings.length > 0 && { missing: spellings }) },
    ]);
    if (present === 0) continue;
    if (read === 'date' || read === 'timestamp') checks.push({ column: { name, past: true } });
    if (read !== 'string') continue;
    checks.push({ column: { name, trim: true } }, { column: { name, blank: 0 } });
    for (const format of TELLING) checks.push({ column: { name, format } });
    const isDateLong = shortest >= SHORTEST_DATE && longest <= LONGEST_TIME;
    if (!isDateLong) continue;
    for (const format of [...DATE_FORMATS, ...DATE_FORMATS.map(unpadded)])
      checks.push({ column: { name, date_format: format } });
  }
  return { version: 1, columns: Object.fromEntries(declared), checks: [...checks, { pii: { columns: 'all' } }] };
}
