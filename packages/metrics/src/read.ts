import { inputProblem } from '@ml-actions/core/error';
import { readCsv } from './formats/csv.ts';
import { parseJson } from './formats/json.ts';
import { readJunit } from './formats/junit.ts';
import { shaped } from './formats/shapes.ts';
import { parseToml } from './formats/toml.ts';
import { parseYaml } from './formats/yaml.ts';
import { flatten, type Metrics } from './metric.ts';

/** A metrics file is small; a larger one is data. */
export const MAX_BYTES = 4 * 1024 * 1024;

type Reader = (text: string, where: string) => Promise<Metrics>;

const mapping =
  (parse: (text: string, where: string) => unknown): Reader =>
  async (text, where) => {
    const document = await parse(text, where);
    return flatten(shaped(document), where);
  };

const readers: Readonly<Record<string, Reader>> = {
  json: mapping(parseJson),
  yaml: mapping(parseYaml),
  yml: mapping(parseYaml),
  toml: mapping(parseToml),
  csv: readCsv,
  xml: readJunit,
};

/**
 * Reads one metrics document: flat or nested JSON (DVC, DVCLive, Hugging Face `all_results.json`), YAML 1.2, TOML, CSV,
 * JUnit XML, and the documents of scikit-learn, the Hugging Face Trainer, lm-eval, Keras and test-like evaluations,
 * which are told by their content. The format follows the name's ending, without a known ending the first characters.
 *
 * @param bytes the file's content, UTF-8
 * @param name  the file as messages name it
 * @throws InputError for empty, binary, too large or unreadable content, naming the file and, where known, the line
 */
export async function readMetrics(bytes: Uint8Array, name: string): Promise<Metrics> {
  const text = decode(bytes, name);
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const read = Object.hasOwn(readers, ending) ? readers[ending] : readers[sniffed(text)];
  if (read) return read(text, name);
  throw inputProblem({
    where: name,
    what: 'has no known format',
    got: ending ? `.${ending}` : 'no file ending',
    expected: 'JSON, YAML, TOML, CSV or JUnit XML',
    next: 'Name the file metrics.json.',
  });
}

function sniffed(text: string): string {
  if (text.trimStart().startsWith('{')) return 'json';
  if (text.trimStart().startsWith('<')) return 'xml';
  return /^\s*metric,value/i.test(text) ? 'csv' : '';
}

function decode(bytes: Uint8Array, where: string): string {
  if (bytes.length > MAX_BYTES) {
    throw inputProblem({
      where,
      what: 'is too large for a metrics file',
      got: `${bytes.length} bytes`,
      expected: `at most ${MAX_BYTES}`,
    });
  }
  let text: string | undefined;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = undefined;
  }
  if (text === undefined || text.includes('\0')) {
    throw inputProblem({
      where,
      what: 'is not text',
      got: 'binary content',
      expected: 'UTF-8',
      next: 'Write the metrics as UTF-8 JSON.',
    });
  }
  if (text.trim() === '')
    throw inputProblem({ where, what: 'is empty', next: 'Check that the evaluation wrote its metrics.' });
  return text;
}
