import { InputError, problemText } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { nearest } from '@ml-actions/core/runner/nearest';
import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { aliasProblems } from './aliases.ts';

/** A value of the file with its place. */
export interface Spot {
  /** `columns.age.min` */
  readonly path: string;
  /** 1-based */
  readonly line: number;
  readonly node: Node | null;
}

export interface Finding {
  readonly what: string;
  readonly got?: string;
  readonly expected?: string;
  readonly next?: string;
}

/** A YAML file being read: collects every problem, then throws them together. */
export interface Reading {
  readonly file: string;
  readonly top: Spot;
  report(spot: Spot, finding: Finding): void;
  /** The entries of a mapping; a problem and nothing when it is none. */
  entries(spot: Spot): Map<string, Spot>;
  items(spot: Spot): Spot[];
  /** The scalar, or undefined for a mapping or list. */
  scalar(spot: Spot): string | number | bigint | boolean | null | undefined;
  /** @throws InputError with one line per problem, in the order of the file */
  finish(): void;
}

/** A name in the file is a value like any other: long ones are cut in messages. */
export const shown = (value: unknown): string => (typeof value === 'string' ? quoted(value) : String(value));

/**
 * Parses YAML 1.2 (JSON is a part of it) and keeps positions.
 * @throws InputError for text that is not YAML: syntax, duplicate keys, unknown tags, aliases of nothing or without an end
 */
export function readYaml(text: string, file: string): Reading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, intAsBigInt: true, version: '1.2' });
  const lineAt = (offset: number): number => lines.linePos(offset).line || 1;
  const reading = readingOf(document, file, (node) => node?.range && lineAt(node.range[0]));
  const at = (offset: number): Spot => ({ ...reading.top, line: lineAt(offset) });
  for (const error of [...document.errors, ...document.warnings])
    reading.report(at(error.pos[0]), { what: syntaxWords(error.code, error.message) });
  for (const { node, what } of aliasProblems(document)) reading.report(at(node?.range?.[0] ?? 0), { what });
  reading.finish();
  return reading;
}

/**
 * Reads a document that was made from another file as if it were written there.
 * @param lines where what stands at a path (`columns.age.min`) comes from; a path without one: its parent's
 */
export const readMade = (made: unknown, lines: ReadonlyMap<string, number>, file: string): Reading =>
  readingOf(new Document(made, { aliasDuplicateObjects: false, version: '1.2' }), file, (_, path) => lines.get(path));

function readingOf(
  document: Document,
  file: string,
  lineOf: (node: Node | null, path: string) => number | null | undefined,
): Reading {
  const problems: { line: number; text: string }[] = [];
  const spotOf = (node: unknown, path: string, line: number): Spot => {
    const real = isAlias(node) ? (node.resolve(document) ?? null) : ((node ?? null) as Node | null);
    return { path, line: lineOf((node ?? null) as Node | null, path) ?? line, node: real };
  };
  const reading: Reading = {
    file,
    top: spotOf(document.contents, '', 1),
    report({ line }, finding) {
      problems.push({ line, text: problemText({ where: `${file}:${line}`, ...finding }) });
    },
    entries(spot) {
      if (!isMap(spot.node)) {
        reading.report(spot, {
          what: `${spot.path || 'the file'} must be a mapping`,
          got: kindOf(spot.node),
          expected: '`key: value` lines',
        });
        return new Map();
      }
      const entries = new Map<string, Spot>();
      for (const { key, value } of spot.node.items) {
        const name = nameOf(key);
        const path = spot.path && name !== undefined ? `${spot.path}.${name}` : (name ?? spot.path);
        const { line } = spotOf(key, path, spot.line);
        if (name === undefined)
          reading.report({ ...spot, line }, { what: 'a key is no text', expected: '`key: value`' });
        else if (entries.has(name)) reading.report({ ...spot, line }, { what: TWICE });
        else entries.set(name, { ...spotOf(value, path, line), line });
      }
      return entries;
    },
    items(spot) {
      if (isSeq(spot.node)) return spot.node.items.map((item, at) => spotOf(item, `${spot.path}[${at}]`, spot.line));
      reading.report(spot, { what: `${spot.path} must be a list`, got: kindOf(spot.node), expected: '`[a, b]`' });
      return [];
    },
    scalar: (spot) => (spot.node === null ? null : isScalar(spot.node) ? scalarValue(spot.node.value) : undefined),
    finish() {
      if (problems.length === 0) return;
      const inOrder = problems.toSorted((a, b) => a.line - b.line);
      throw new InputError([...new Set(inOrder.map(({ text }) => text))].join('\n'));
    },
  };
  return reading;
}

/** Integers come as bigint so that 64-bit bounds keep every digit; those a double holds exactly become numbers. */
function scalarValue(value: unknown): string | number | bigint | boolean | null {
  if (typeof value !== 'bigint') return value as string | number | boolean | null;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A key as it is written: a column may be called `1.0` or `True`. */
const nameOf = (key: unknown): string | undefined => (isScalar(key) ? (key.source ?? String(key.value)) : undefined);

const TWICE = 'a key appears twice in one mapping';

/** Messages of the parser quote the file; the code says enough. */
const syntaxWords = (code: string, message: string): string =>
  code === 'DUPLICATE_KEY' ? TWICE : `this is not YAML (${message.split(/[:\n"'`]/)[0]?.trim()})`;

export function kindOf(node: Node | null): string {
  if (node === null) return 'nothing';
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  return isScalar(node) ? shown(node.value) : 'something else';
}

/** The entries of a mapping that has some: an empty one would look like a check that is none. */
export function someEntries(reading: Reading, spot: Spot): Map<string, Spot> {
  const entries = reading.entries(spot);
  if (isMap(spot.node) && entries.size === 0) asksNothing(reading, spot);
  return entries;
}

/** The items of a list that has some. */
export function someItems(reading: Reading, spot: Spot): Spot[] {
  const items = reading.items(spot);
  if (isSeq(spot.node) && items.length === 0) asksNothing(reading, spot);
  return items;
}

const asksNothing = (reading: Reading, spot: Spot): void =>
  reading.report(spot, { what: `${spot.path} is empty, so it asks nothing` });

/** Reports a key nobody knows, with the nearest one that is. */
export function unknownKey(reading: Reading, spot: Spot, name: string, known: readonly string[]): void {
  const near = nearest(name, known);
  reading.report(spot, {
    what: `${shown(name)} is not a key here`,
    ...(near ? { next: `Did you mean ${near}?` } : { expected: `one of ${known.join(', ')}` }),
  });
}
