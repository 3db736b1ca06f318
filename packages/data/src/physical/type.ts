import { NAMES } from './names.ts';

/** A type as files and warehouses store it: `DECIMAL(10,2)`, `STRUCT(a INTEGER)`, `FLOAT[768]`. */
export interface PhysicalType {
  /** one of `NAMES`, or LIST, STRUCT and MAP of other types */
  readonly name: string;
  /** what stands there for the name, in capitals: `INT4`; `[]` behind a list's items */
  readonly said: string;
  /** lengths, precisions, digits behind the point; none where they are not stated */
  readonly sizes: readonly number[];
  readonly of: readonly Field[];
}

/** Digits of seconds where a time states none: DuckDB's are microseconds, and so are PostgreSQL's. */
const DIGITS = 6;

const isOfTime = (name: string): boolean => name.startsWith('TIME');

/** The sizes of a type that is there, with those that go without saying. */
export const sizesOf = ({ name, sizes }: PhysicalType): readonly number[] =>
  sizes.length === 0 && isOfTime(name) ? [DIGITS] : sizes;

interface Field {
  /** null: it has none, as the items of a list */
  readonly name: string | null;
  readonly type: PhysicalType;
}

/** A name, a bracket, a length of a list, a number. */
const TOKEN = /\s*(?:"((?:[^"]|"")*)"|([A-Za-z_][\w]*)|(\d+)|([()<>[\],:]))/y;

type Token =
  | { readonly kind: 'word' | 'quoted' | 'mark'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number };

/** Names of SQL, Arrow and Spark: `BIGINT`, `int64`, `array<string>`, `timestamp(6) with time zone`; undefined: unknown. */
export function parsePhysical(text: string): PhysicalType | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const reader = readerOf(tokens);
  const type = readType(reader);
  return reader.peek() === undefined ? type : undefined;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    const [, quoted, word, digits, mark] = found;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll('""', '"') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (digits !== undefined) tokens.push({ kind: 'number', value: Number(digits) });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}

interface Reader {
  peek(ahead?: number): Token | undefined;
  next(): Token | undefined;
  /** takes a mark where it stands next */
  takes(mark: string): boolean;
}

function readerOf(tokens: readonly Token[]): Reader {
  let at = 0;
  return {
    peek: (ahead = 0) => tokens[at + ahead],
    next: () => tokens[at++],
    takes(mark) {
      const token = tokens[at];
      if (token?.kind !== 'mark' || token.text !== mark) return false;
      at++;
      return true;
    },
  };
}

/** Words, what stands in brackets behind them, more words, and `[]` for each list around it. */
function readType(reader: Reader): PhysicalType | undefined {
  const before = wordsIn(reader);
  const inside = inBrackets(reader, before);
  const after = inside ? wordsIn(reader) : [];
  if (!inside) return undefined;
  let type = named([...before, ...after].join(' ').toUpperCase(), inside);
  while (type && reader.takes('[')) {
    const size = reader.peek()?.kind === 'number' ? reader.next() : undefined;
    if (!reader.takes(']')) return undefined;
    type = { name: 'LIST', said: '[]', sizes: size?.kind === 'number' ? [size.value] : [], of: [{ name: null, type }] };
  }
  return type;
}

type Inside = Pick<PhysicalType, 'sizes' | 'of'>;

function wordsIn(reader: Reader): string[] {
  const words: string[] = [];
  for (let token = reader.peek(); token?.kind === 'word'; token = reader.peek()) {
    words.push(token.text);
    reader.next();
  }
  return words;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '<': '>' };

function inBrackets(reader: Reader, words: readonly string[]): Inside | undefined {
  const [open] = Object.keys(CLOSING).filter((mark) => reader.takes(mark));
  const [sizes, of]: [number[], Field[]] = [[], []];
  if (open === undefined) return { sizes, of };
  const hasFields = NAMES.get(words.join(' ').toUpperCase())?.name === 'STRUCT';
  for (;;) {
    const size = reader.peek()?.kind === 'number' ? reader.next() : undefined;
    if (size?.kind === 'number') sizes.push(size.value);
    else {
      const field = readField(reader, hasFields);
      if (!field) return undefined;
      of.push(field);
    }
    if (reader.takes(CLOSING[open] ?? '')) return { sizes, of };
    if (!reader.takes(',')) return undefined;
  }
}

function readField(reader: Reader, isNamed: boolean): Field | undefined {
  const token = isNamed ? reader.next() : undefined;
  if (isNamed && token?.kind !== 'word' && token?.kind !== 'quoted') return undefined;
  reader.takes(':');
  const type = readType(reader);
  return type && { name: token && 'text' in token ? token.text : null, type };
}

function named(words: string, { sizes, of }: Inside): PhysicalType | undefined {
  const known = NAMES.get(words);
  if (!known) return undefined;
  const items = known.items ? [{ name: null, type: { name: known.items, said: known.items, sizes: [], of: [] } }] : of;
  return { name: known.name, said: words, sizes: known.sizes ?? sizes, of: items };
}
