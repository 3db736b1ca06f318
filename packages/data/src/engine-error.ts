import { type InputError, inputProblem, messageOf, ServiceError } from '@ml-actions/core/error';
import { FullDisk } from '@ml-actions/core/path/full-disk';

/** What DuckDB says, in words of ours: its own texts quote the offending line, and cell values must not leave. */
const PLAIN_WORDS: readonly (readonly [pattern: RegExp, what: string, next?: string])[] = [
  [/unterminated quote/i, 'a quoted value is never closed'],
  [/invalid unicode|byte sequence mismatch|not utf-?8|invalid utf/i, 'the text is not valid UTF-8'],
  [/Expected Number of Columns: (\d+) Found: (\d+)/, 'a row has another number of columns than the header'],
  [
    /state machine reached an invalid state/i,
    'a line does not end, or quote, as the first ones do',
    'Write one kind of line end, LF or CRLF, and put values with quotes or line ends into quotes.',
  ],
  [/has duplicate key/i, 'an object has a key twice'],
  [/Maximum line size/i, 'a line is longer than the reader accepts'],
  [
    /No magic bytes|not a parquet file|Invalid Parquet|thrift|metadata.*corrupt/i,
    'the file is not readable as Parquet',
  ],
  [/malformed json|invalid json|json.*(parse|unexpected)/i, 'the text is not valid JSON'],
  [/gzip|zstd|decompress|inflate/i, 'the compressed file is damaged'],
  [
    /^Out of Memory/i,
    'the memory limit was reached',
    'Raise `memory-limit`, or use a larger runner; text of thousands of columns takes much less as Parquet.',
  ],
  [/^Permission Error/i, 'the file lies outside the directories the engine may read'],
  [/^IO Error/i, 'the file cannot be read'],
  [/^Out of Range Error/i, 'a number is out of range for what is calculated with it'],
  [/More than one row returned by a subquery/i, 'the query gives more than one row'],
  [/^Conversion Error/i, 'a value does not convert to the type of its column'],
  [/^Invalid Input Error: (Error in file .*)?.*schema/i, 'the files do not share one schema'],
];

const FULL_DISK =
  /No space left on device|Disk quota exceeded|File too large|max_temp_directory_size|not enough space on the disk/i;
const MORE_DISK = 'Free space where the job keeps its temporary files, or use a runner with a larger disk.';

const COLUMN_COUNTS = /Expected Number of Columns: (\d+) Found: (\d+)/;
const LINE = /(?:CSV Error on Line:|JSON transform error in file .{1,4096}, in line) (\d+)/;
const ENGINE_KIND = /^([A-Z][A-Za-z ]{2,40}) Error/;

/**
 * An error of the engine as an error of ours, without a single cell value.
 * @param where the file, input or rule the statement was for
 */
export function translateEngineError(error: unknown, where: string): InputError | ServiceError {
  const text = messageOf(error);
  if (FULL_DISK.test(text)) return new FullDisk(where, MORE_DISK);
  const known = PLAIN_WORDS.find(([pattern]) => pattern.test(text));
  if (!known) return new ServiceError(`${where}: the engine could not do this (${kindOf(text)}).`);
  const [, what, next] = known;
  const line = LINE.exec(text)?.[1];
  const counts = COLUMN_COUNTS.exec(text);
  return inputProblem({
    where: line ? `${where}, line ${line}` : where,
    what,
    ...(counts && { got: `${counts[2]} columns`, expected: `${counts[1]}` }),
    ...(next && { next }),
  });
}

const kindOf = (text: string): string => `${ENGINE_KIND.exec(text)?.[1] ?? 'unknown'} error`;
