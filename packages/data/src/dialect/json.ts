import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from '../engine.ts';
import { readHead } from '../head.ts';
import type { FileKind, SourceFile } from '../source-files.ts';
import { literal } from '../sql.ts';

export type JsonLayout = 'array' | 'newline_delimited';

/**
 * Whether the files are arrays or one object per line.
 * @throws InputError for text that is neither, and for files of both
 */
export async function readJsonLayout(files: readonly SourceFile[], kind: FileKind, where: string): Promise<JsonLayout> {
  const layouts = await Promise.all(
    files.map(async (file) => layoutOf((await readHead(file, kind.compression, where)).text, file, where)),
  );
  const layout = layouts[0] ?? 'newline_delimited';
  if (layouts.some((each) => each !== layout)) {
    throw inputProblem({
      where,
      what: 'some files are JSON arrays and others hold one object per line',
      expected: 'one layout for all',
    });
  }
  return layout;
}

/**
 * The keys of all records, sorted.
 * @throws InputError for records that are not objects, and for keys that differ only in case
 */
export async function readJsonColumns(
  engine: Engine,
  files: readonly SourceFile[],
  kind: FileKind,
  layout: JsonLayout,
  where: string,
): Promise<readonly string[]> {
  const objects = `read_json_objects(${fileList(files)}, ${readerOptions(layout, kind)})`;
  const rows = await engine.rows(
    `SELECT k, bool_or(t <> 'OBJECT') AS other FROM (SELECT json_type(json) AS t, unnest(CASE WHEN json_type(json) = 'OBJECT' THEN json_keys(json) ELSE [''] END) AS k FROM ${objects}) GROUP BY k ORDER BY k`,
    where,
  );
  if (rows.some((row) => row.other))
    throw inputProblem({ where, what: 'a JSON record is not an object', expected: 'one object per record' });
  const columns = rows.map((row) => String(row.k));
  if (columns.includes('')) throw inputProblem({ where, what: 'a key has no name', got: '""' });
  const folded = columns.map((name) => name.toLowerCase());
  const twin = columns.findIndex((_, at) => folded.indexOf(folded[at] ?? '') !== at);
  if (twin >= 0)
    throw inputProblem({
      where,
      what: `the key ${quoted(columns[twin] ?? '')} appears in two spellings that differ only in case`,
    });
  return columns;
}

/** The engine reads no table without a column: `[]`, and records without a key, have one that nobody asks for. */
const NO_KEY = 'ml-actions:no key';

/** Every column as its JSON value, so that "7" and 7 stay apart. */
export function jsonRelation(
  files: readonly SourceFile[],
  kind: FileKind,
  columns: readonly string[],
  layout: JsonLayout,
) {
  const read = columns.length > 0 ? columns : [NO_KEY];
  const struct = read.map((name) => `${literal(name)}: 'JSON'`).join(', ');
  return `read_json(${fileList(files)}, ${readerOptions(layout, kind)}, columns = {${struct}})`;
}

function layoutOf(text: string, file: SourceFile, where: string): JsonLayout {
  const first = text.trimStart()[0];
  if (first === '[') return 'array';
  if (first === '{') return 'newline_delimited';
  throw inputProblem({
    where,
    what: `${quoted(file.path)} is not JSON records`,
    expected: 'an array of objects, or one object per line',
  });
}

const fileList = (files: readonly SourceFile[]): string => `[${files.map((file) => literal(file.real)).join(', ')}]`;
const readerOptions = (layout: JsonLayout, { compression }: FileKind): string =>
  `format = '${layout}', compression = ${literal(compression === 'none' ? 'uncompressed' : compression)}`;
