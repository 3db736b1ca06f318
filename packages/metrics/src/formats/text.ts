import { inputProblem } from '@ml-actions/core/error';

/** A metrics file is small; a larger one is data. */
export const MAX_BYTES = 4 * 1024 * 1024;

/** First bytes of files that people name by mistake. */
const MAGIC: readonly { readonly starts: string; readonly got: string; readonly next: string }[] = [
  {
    starts: 'SQLite format 3\0',
    got: 'an SQLite database',
    next: 'Let MLflow write files (MLFLOW_TRACKING_URI=./mlruns), or write the metrics as JSON.',
  },
];

/**
 * A metrics file's text. UTF-8, or UTF-16 with its byte order mark as Windows PowerShell writes it.
 *
 * @throws InputError for empty, binary or too large content
 */
export function textOf(bytes: Uint8Array, where: string): string {
  if (bytes.length > MAX_BYTES) {
    const got = `${bytes.length} bytes`;
    throw inputProblem({ where, what: 'is too large for a metrics file', got, expected: `at most ${MAX_BYTES}` });
  }
  const text = decoded(bytes);
  if (text === null || text.includes('\0')) throw notText(bytes, where);
  if (text.trim() === '')
    throw inputProblem({ where, what: 'is empty', next: 'Check that the evaluation wrote its metrics.' });
  return text;
}

function decoded(bytes: Uint8Array): string | null {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function notText(bytes: Uint8Array, where: string): Error {
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  const known = MAGIC.find(({ starts }) => start.startsWith(starts));
  const { got, next } = known ?? { got: 'binary content', next: 'Write the metrics as UTF-8 JSON.' };
  return inputProblem({ where, what: 'is not text', got, expected: 'UTF-8', next });
}
