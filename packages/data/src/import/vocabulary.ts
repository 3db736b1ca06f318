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

/** The rows of the support table about keys that are not translated. */
export function keySupport(vocabularies: readonly Vocabulary[]): readonly Support[] {
  return vocabularies.flatMap(({ of, notes = [], settled = {}, untranslated = {} }) => [
    ...(notes.length > 0
      ? [{ rule: `keys of ${of}: ${notes.join(', ')}`, native: 'nothing', note: 'they say nothing about values' }]
      : []),
    ...Object.entries(settled).map(([key, note]) => ({ rule: `key of ${of}: ${key}`, native: 'nothing', note })),
    ...Object.entries(untranslated).map(([key, { why, harmless = [] }]) => ({
      rule: `key of ${of}: ${key}`,
      native: null,
      note: harmless.length > 0 ? `${why}; accepted: ${harmless.map((each) => JSON.stringify(each)).join(', ')}` : why,
    })),
  ]);
}
