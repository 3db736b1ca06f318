import { inputProblem } from '@ml-actions/core/error';
import { readCsv } from './formats/csv.ts';
import { parseJson } from './formats/json.ts';
import { readJunit } from './formats/junit.ts';
import { shaped } from './formats/shapes.ts';
import { textOf } from './formats/text.ts';
import { parseToml } from './formats/toml.ts';
import { parseYaml } from './formats/yaml.ts';
import type { Metrics } from './metric.ts';
import type { Noted } from './noted.ts';

export { MAX_BYTES } from './formats/text.ts';

type Reader = (text: string, where: string) => Promise<Noted>;

const mapping =
  (parse: (text: string, where: string) => unknown): Reader =>
  async (text, where) =>
    shaped(await parse(text, where), where);

const readers: Readonly<Record<string, Reader>> = {
  json: mapping(parseJson),
  yaml: mapping(parseYaml),
  yml: mapping(parseYaml),
  toml: mapping(parseToml),
  csv: readCsv,
  tsv: readCsv,
  ipynb: mapping(parseJson),
  xml: async (text, where) => ({ metrics: await readJunit(text, where), note: null }),
};

/**
 * Reads one metrics document: flat or nested JSON, YAML 1.2, TOML, CSV, JUnit XML, and the documents of the field's tools
 * (`formats/shapes.ts`), which are told by their content. The format follows the name's ending, without a known ending
 * the first characters.
 *
 * @param bytes the file's content, UTF-8, or UTF-16 with a byte order mark
 * @param name  the file as messages name it
 * @returns the metrics, and which value was taken where the document holds several of a kind
 * @throws InputError for empty, binary, too large, ambiguous or unreadable content, naming the file and, where known,
 * the line
 */
export async function readDocument(bytes: Uint8Array, name: string): Promise<Noted> {
  const text = textOf(bytes, name);
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

/** The metrics of one document. @throws InputError as readDocument */
export const readMetrics = async (bytes: Uint8Array, name: string): Promise<Metrics> =>
  (await readDocument(bytes, name)).metrics;

function sniffed(text: string): string {
  if (text.trimStart().startsWith('{')) return 'json';
  if (text.trimStart().startsWith('<')) return 'xml';
  return /^\s*metric[,;\t]value/i.test(text) ? 'csv' : '';
}
