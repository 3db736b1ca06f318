import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { parse } from 'csv-parse/sync';
import { readHead } from '../head.ts';
import type { FileKind, SourceFile } from '../source-files.ts';
import { literal } from '../sql.ts';
import type { RowForm } from './csv-rows.ts';

export interface CsvOptions {
  /** one character; found from the first file when absent, `\t` for .tsv */
  readonly delimiter?: string;
  /** what counts as missing when it stands unquoted; the empty field by default */
  readonly nulls?: readonly string[];
  /** the columns of files whose first row is data, in their order */
  readonly names?: readonly string[];
  /** between rows; `refuse` by default */
  readonly blankLines?: RowForm['blankLines'];
}

export interface CsvDialect {
  readonly delimiter: string;
  readonly nulls: readonly string[];
  /** the first row names the columns */
  readonly header: boolean;
  /** given by the user or the extension, or found by us */
  readonly from: 'given' | 'found';
}

const CANDIDATES = [',', '\t', ';', '|'] as const;
/** Rows looked at to tell delimiters apart; every later row is proven to have the same width. */
const SNIFFED_ROWS = 100;
const QUOTE = '"';

/**
 * The dialect and columns that all files share. DuckDB's own sniffer is never used: it drops rows silently (duckdb #25827),
 * so the reader is told everything and errs on the first row that disagrees.
 * @throws InputError for no header, blank or repeated names, or files whose headers differ
 */
export async function readCsvHeader(files: readonly SourceFile[], kind: FileKind, options: CsvOptions, where: string) {
  const heads = await Promise.all(files.map((file) => readHead(file, kind.compression, where)));
  const given = options.delimiter ?? (kind.extension === '.tsv' ? '\t' : undefined);
  const delimiter = given ?? findDelimiter(heads[0]?.text ?? '');
  const first = heads.map(({ text }, at) => ({
    path: files[at]?.path ?? '',
    row: headerOf(text, delimiter)[0] ?? [],
  }));
  const columns = options.names ?? sharedHeader(first, where);
  if (options.names) checkWidths(first, columns.length, where);
  const header = options.names === undefined;
  const dialect: CsvDialect = { delimiter, nulls: options.nulls ?? [''], header, from: given ? 'given' : 'found' };
  return { columns, dialect };
}

/** The first row of a file. */
interface First {
  readonly path: string;
  readonly row: readonly string[];
}

function sharedHeader(all: readonly First[], where: string): readonly string[] {
  const { path, row: columns } = all[0] ?? { path: '', row: [] };
  checkHeader(columns, path, where);
  const other = all.find(({ row }) => row.join('\0') !== columns.join('\0'));
  if (!other) return columns;
  throw inputProblem({
    where,
    what: `the header of ${quoted(other.path)} differs from that of ${quoted(path)}`,
    expected: 'the same columns in the same order in every file',
  });
}

function checkWidths(all: readonly First[], width: number, where: string): void {
  const other = all.find(({ row }) => row.length !== width);
  if (!other) return;
  throw inputProblem({
    where,
    what: `the first row of ${quoted(other.path)}, which has no header, does not fit the contract's columns`,
    got: `${other.row.length} values`,
    expected: `${width}, one for each of \`columns\` in their order`,
  });
}

/** Every column as text, so that types are proven by our own rules and not by a lenient cast. */
export function csvRelation(
  files: readonly SourceFile[],
  kind: FileKind,
  columns: readonly string[],
  dialect: CsvDialect,
) {
  const list = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;
  const struct = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  return [
    `read_csv(${list(files.map((file) => file.real))}`,
    `auto_detect = false, header = ${dialect.header}, strict_mode = true, null_padding = false, allow_quoted_nulls = false`,
    `delim = ${literal(dialect.delimiter)}, quote = ${literal(QUOTE)}, escape = ${literal(QUOTE)}`,
    `nullstr = ${list(dialect.nulls)}, compression = ${literal(kind.compression)}, columns = {${struct}})`,
  ].join(', ');
}

/** The candidate that splits the most rows of the head into the header's number of fields, more than one of them. */
function findDelimiter(text: string): string {
  const head = text.split('\n', SNIFFED_ROWS).join('\n');
  const score = (delimiter: string): number => {
    if (!head.includes(delimiter)) return 0;
    const [header, ...rows] = parseRowsOrNone(head, delimiter);
    const width = header?.length ?? 0;
    return width < 2 ? 0 : 1 + rows.filter((row) => row.length === width).length;
  };
  return CANDIDATES.reduce<string>((best, each) => (score(each) > score(best) ? each : best), ',');
}

/** A cut inside quotes, or a candidate that is not the delimiter, may not parse to the end: count less, do not fail. */
function parseRowsOrNone(text: string, delimiter: string): string[][] {
  try {
    return parseRows(text, delimiter, SNIFFED_ROWS);
  } catch {
    return headerOf(text, delimiter);
  }
}

function headerOf(text: string, delimiter: string): string[][] {
  try {
    return parseRows(text, delimiter, 1);
  } catch {
    return [];
  }
}

/** At most `limit` records of a text that may end in the middle of one. */
const parseRows = (text: string, delimiter: string, limit: number): string[][] =>
  parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    to: limit,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });

function checkHeader(columns: readonly string[], path: string, where: string): void {
  const at = `${where}, header of ${quoted(path)}`;
  if (columns.length === 0) throw inputProblem({ where: at, what: 'there is no header line' });
  const blank = columns.findIndex((name) => name.trim() === '');
  if (blank >= 0) throw inputProblem({ where: at, what: `column ${blank + 1} has no name` });
  const seen = new Map<string, string>();
  for (const name of columns) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) {
      throw inputProblem({
        where: at,
        what:
          twin === name
            ? `the column ${quoted(name)} appears twice`
            : `the columns ${quoted(twin)} and ${quoted(name)} differ only in case`,
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}
