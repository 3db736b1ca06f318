import { isDeepStrictEqual } from 'node:util';
import type { Support } from './words.ts';

/** A key that is not translated. */
interface Untranslated {
  readonly why: string;
  /** with these values it asks for nothing that is not so anyway */
  readonly harmless?: readonly unknown[];
}

/** Every key that a mapping of a format may have; another one is an error. */
export interface Vocabulary {
  /** what the mapping is, in the words of the support table: `a field` */
  readonly of: string;
  /** keys that the translation reads */
  readonly read: readonly string[];
  /** keys that say nothing about values */
  readonly notes?: readonly string[];
  /** keys that ask for what is so anyway, and why */
  readonly settled?: Readonly<Record<string, string>>;
  readonly untranslated?: Readonly<Record<string, Untranslated>>;
}

/** All keys of a mapping, for the nearest name of a misspelt one. */
export const keysOf = ({ read, notes = [], settled = {}, untranslated = {} }: Vocabulary): readonly string[] => [
  ...read,
  ...notes,
  ...Object.keys(settled),
  ...Object.keys(untranslated),
];

/** Whether a key with this value changes nothing here. */
export const isHarmless = ({ harmless = [] }: Untranslated, value: unknown): boolean =>
  value === undefined || harmless.some((each) => isDeepStrictEqual(each, value));

interface KeyRow {
  readonly of: string;
  readonly key: string;
  /** null: not supported */
  readonly native: string | null;
  readonly note: string;
}

const accepting = (why: string, harmless: readonly unknown[] = []): string =>
  harmless.length === 0 ? why : `${why}; accepted: ${harmless.map((each) => JSON.stringify(each)).join(', ')}`;

const keyRows = ({ of, notes = [], settled = {}, untranslated = {} }: Vocabulary): readonly KeyRow[] => [
  ...notes.map((key) => ({ of, key, native: 'nothing', note: 'they say nothing about values' })),
  ...Object.entries(settled).map(([key, note]) => ({ of, key, native: 'nothing', note })),
  ...Object.entries(untranslated).map(([key, { why, harmless }]) => {
    return { of, key, native: null, note: accepting(why, harmless) };
  }),
];

/** Joins rows that differ in one field alone. */
function joined<Row extends object>(
  rows: readonly Row[],
  field: keyof Row,
  join: (values: readonly Row[]) => Row,
): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const rest = JSON.stringify({ ...row, [field]: null });
    groups.set(rest, [...(groups.get(rest) ?? []), row]);
  }
  return [...groups.values()].map(join);
}

/** The rows of the support table about keys that are not translated. */
export function keySupport(vocabularies: readonly Vocabulary[]): readonly Support[] {
  const together = (field: 'key' | 'of') => (rows: readonly KeyRow[]) => ({
    ...(rows[0] as KeyRow),
    [field]: rows.map((row) => row[field]).join(', '),
  });
  const byKeys = joined(vocabularies.flatMap(keyRows), 'key', together('key'));
  return joined(byKeys, 'of', together('of')).map(({ of, key, native, note }) => ({
    rule: `keys of ${of}: ${key}`,
    native,
    note,
  }));
}
