import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { type Head, readHead } from '../head.ts';
import type { FileKind, SourceFile } from '../source-files.ts';
import { literal } from '../sql.ts';
import { type BlankLines, LONGEST_ROW } from './csv-rows.ts';
import { findDelimiter, firstRow, requireDelimiter } from './delimiter.ts';

export interface CsvOptions {
  /** one character; found from the first file when absent, `\t` for .tsv */
  readonly delimiter?: string;
  /** what counts as missing when it stands unquoted; the empty field by default */
  readonly nulls?: readonly string[];
  /** the columns of files whose first row is data, in their order */
  readonly names?: readonly string[];
  /** columns that a header may name which holds other delimiters */
  readonly known?: readonly string[];
  /** between rows; `refuse` by default */
  readonly blankLines?: Exclude<BlankLines, 'missing'>;
  /** spaces before a value belong to none; to the value by default (RFC 4180 2.4) */
  readonly skipInitialSpace?: boolean;
}

export interface CsvDialect {
  readonly delimiter: string;
  readonly nulls: readonly string[];
  /** the first row names the columns */
  readonly header: boolean;
  readonly blankLines: BlankLines;
  readonly skipInitialSpace: boolean;
  /** given by the user or the extension, or found by us */
  readonly from: 'given' | 'found';
}

const QUOTE = '"';
/** The engine takes no empty list, and no value without quotes is a line end. */
const NO_NULLS = ['\n'];

/**
 * The dialect and columns that all files share. DuckDB's own sniffer is never used: it drops rows silently (duckdb #25827),
 * so the reader is told everything and errs on the first row that disagrees.
 * @throws InputError for no header, blank or repeated names, or files whose headers differ
 */
export async function readCsvHeader(files: readonly SourceFile[], kind: FileKind, options: CsvOptions, where: string) {
  const given = options.delimiter ?? (kind.extension === '.tsv' ? '\t' : undefined);
  const first: First[] = [];
  let delimiter = given ?? '';
  const { names, known = [], skipInitialSpace = false } = options;
  const isOneColumn = (header: string): boolean => (names ? names.length === 1 : known.includes(header));
  for (const file of files) {
    const head = { path: file.path, skipInitialSpace, ...(await headOf(file, kind, where)) };
    delimiter ||= findDelimiter(head, names?.length, where);
    requireDelimiter(head, delimiter, isOneColumn, where);
    first.push({ path: file.path, row: firstRow(head, delimiter) });
  }
  const columns = names ?? sharedHeader(first, where);
  if (names) checkWidths(first, columns.length, where);
  const header = names === undefined;
  const nulls = options.nulls ?? [''];
  const dialect: CsvDialect = {
    ...{ delimiter, nulls, header, from: given ? 'given' : 'found' },
    blankLines: options.blankLines ?? (columns.length === 1 && nulls.includes('') ? 'missing' : 'refuse'),
    skipInitialSpace,
  };
  return { columns, dialect };
}

/** Enough of a file to hold its first row, which may name tens of thousands of columns. */
async function headOf(file: SourceFile, { compression }: FileKind, where: string): Promise<Head> {
  const head = await readHead(file, compression, where);
  return head.whole || /[\r\n]/.test(head.text) ? head : readHead(file, compression, where, LONGEST_ROW);
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
  { compression }: Pick<FileKind, 'compression'>,
  columns: readonly string[],
  dialect: CsvDialect,
): string {
  const list = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;
  const struct = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  // a blank line of one column is no row for the engine where the empty text is not missing
  const nulls = columns.length > 1 || dialect.blankLines === 'missing' ? dialect.nulls : dialect.nulls.filter(Boolean);
  return [
    `read_csv(${list(files.map((file) => file.real))}`,
    `auto_detect = false, header = ${dialect.header}, strict_mode = true, null_padding = false, allow_quoted_nulls = false`,
    `delim = ${literal(dialect.delimiter)}, quote = ${literal(QUOTE)}, escape = ${literal(QUOTE)}`,
    `nullstr = ${list(nulls.length > 0 ? nulls : NO_NULLS)}, compression = ${literal(compression)}, columns = {${struct}})`,
  ].join(', ');
}

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
