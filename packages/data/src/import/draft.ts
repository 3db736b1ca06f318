import { isDeepStrictEqual } from 'node:util';
import { nearest } from '@ml-actions/core/runner/nearest';
import { type Reading, type Spot, shown } from '../contract/reading.ts';
import type { Severity } from '../rule.ts';
import { typeOfValues } from './value-type.ts';
import { type Entries, entriesOf } from './values.ts';
import { isHarmless, keysOf, type Vocabulary } from './vocabulary.ts';

/** What a caller chose of a foreign file. */
export interface Choice {
  /** the table, resource or model, where the file describes several */
  readonly table?: string;
  /** rules to leave out because they cannot be translated: `rule`, or `column:rule` */
  readonly ignore?: readonly string[];
}

/** A native contract, made from a foreign file. */
export interface Imported {
  /** in the native language, as plain values */
  readonly document: Readonly<Record<string, unknown>>;
  /** native path to the 1-based line of the file that it comes from */
  readonly lines: ReadonlyMap<string, number>;
}

/** What a rule carries beside what it asks. */
export interface Modifiers {
  readonly failing?: string | number;
  readonly severity?: Severity;
  readonly where?: string;
  readonly name?: string;
}

/** A native contract in the making. */
export interface Draft {
  readonly reading: Reading;
  readonly choice: Choice;
  /** Opens a mapping: a key that its vocabulary does not have, or that is not translated, is refused. */
  open(spot: Spot, vocabulary: Vocabulary, column?: string): Entries;
  /** The same for what stands under a key; undefined where nothing does. */
  below(of: Entries, key: string, vocabulary: Vocabulary, column?: string): Entries | undefined;
  /** A column that must be there. */
  column(name: string, line: number): void;
  /** What `columns` says of a column; the first word stands. False: another one was said before. */
  about(name: string, key: string, value: unknown, line: number): boolean;
  /** The type that a rule's operands show, for a column whose type the file does not state. */
  hint(name: string, values: readonly unknown[], line: number): void;
  /** One or several native keys of a column under one limit. */
  rule(name: string, keys: Readonly<Record<string, unknown>>, modifiers: Modifiers, line: number): void;
  /** One entry of `checks`. */
  check(kind: string, body: unknown, line: number): void;
  top(key: string, value: unknown, line: number): void;
  /** A rule that cannot be translated: an error with its line, unless the caller ignores it. */
  refuse(spot: Spot, rule: string, why: string, column?: string): void;
  /** Whether the user listed a rule, which could be translated, among those that are left out. */
  ignores(rule: string, column: string | undefined): boolean;
  /** A rule that the format does not have, as far as we know. */
  unknown(spot: Spot, rule: string, known: readonly string[], column?: string): void;
  /** @throws InputError for everything that was refused */
  finish(): Imported;
}

/** Starts a native contract. */
export function draftOf(reading: Reading, choice: Choice): Draft {
  const columns: Record<string, Record<string, unknown>> = Object.create(null) as Record<string, never>;
  const hints = new Map<string, ReturnType<typeof typeOfValues>>();
  const checks: unknown[] = [];
  const tops: Record<string, unknown> = {};
  const lines = new Map<string, number>();
  const ignored = new Set<string>();
  const isIgnored = (rule: string, column: string | undefined): boolean => {
    const names = column === undefined ? [rule] : [rule, `${column}:${rule}`];
    const found = names.filter((name) => choice.ignore?.includes(name));
    for (const name of found) ignored.add(name);
    return found.length > 0;
  };
  const columnAt = (name: string, line: number): Record<string, unknown> => {
    if (!lines.has(`columns.${name}`)) lines.set(`columns.${name}`, line);
    columns[name] ??= {};
    return columns[name];
  };
  const refuse = (spot: Spot, rule: string, what: string, next: string, column?: string): void => {
    if (isIgnored(rule, column)) return;
    const name = column === undefined ? rule : `${column}:${rule}`;
    reading.report(spot, { what, next: next || `Check this in another way and list ${shown(name)} under \`ignore\`.` });
  };
  const stray = (spot: Spot, name: string, kind: string, known: readonly string[], column?: string): void => {
    const near = nearest(name, known);
    refuse(spot, name, `${shown(name)} is not ${kind}`, near ? `Did you mean ${near}?` : '', column);
  };
  const draft: Draft = {
    reading,
    choice,
    open(spot, vocabulary, column) {
      const entries = entriesOf(reading, spot);
      const known = keysOf(vocabulary);
      for (const key of entries.keys()) {
        const untranslated = vocabulary.untranslated?.[key];
        if (!known.includes(key)) stray(entries.at(key), key, `a key of ${vocabulary.of}`, known, column);
        else if (untranslated && !isHarmless(untranslated, entries.value(key)))
          draft.refuse(entries.at(key), key, untranslated.why, column);
      }
      return entries;
    },
    below: (of, key, vocabulary, column) => (of.has(key) ? draft.open(of.at(key), vocabulary, column) : undefined),
    column: (name, line) => void columnAt(name, line),
    about(name, key, value, line) {
      const column = columnAt(name, line);
      if (Object.hasOwn(column, key)) return isDeepStrictEqual(column[key], value);
      column[key] = value;
      lines.set(`columns.${name}.${key}`, line);
      if (key === 'type') hints.delete(name);
      return true;
    },
    hint(name, values, line) {
      if (Object.hasOwn(columnAt(name, line), 'type')) return;
      const [type, earlier] = [typeOfValues(values), hints.get(name)];
      if (type !== undefined) hints.set(name, earlier === 'timestamp' && type === 'date' ? earlier : type);
    },
    rule(name, keys, modifiers, line) {
      columnAt(name, line);
      const { name: _, ...given } = modifiers;
      draft.check('column', { name, ...keys, ...given }, line);
    },
    check(kind, body, line) {
      lines.set(`checks[${checks.length}]`, line);
      checks.push({ [kind]: body });
    },
    top(key, value, line) {
      tops[key] = value;
      lines.set(key, line);
    },
    ignores: isIgnored,
    refuse: (spot, rule, why, column) => refuse(spot, rule, `${shown(rule)} is not supported: ${why}`, '', column),
    unknown: (spot, rule, known, column) => stray(spot, rule, 'a rule that is known here', known, column),
    finish() {
      for (const name of choice.ignore ?? [])
        if (!ignored.has(name))
          reading.report(reading.top, {
            what: `\`ignore\` lists ${shown(name)}, and no rule of that name was refused`,
            next: 'Take it off the list.',
          });
      reading.finish();
      for (const [name, type] of hints) draft.about(name, 'type', type, lines.get(`columns.${name}`) ?? 1);
      const document = {
        version: 1,
        ...tops,
        ...(Object.keys(columns).length > 0 && { columns: new Map(Object.entries(columns)) }),
        ...(checks.length > 0 && { checks }),
      };
      return { document, lines };
    },
  };
  return draft;
}
