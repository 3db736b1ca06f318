import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { type WalkedFile, walk } from '@ml-actions/core/path/walk';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Metrics, MetricValue } from '@ml-actions/metrics/metric';
import { MAX_BYTES, readDocument } from '@ml-actions/metrics/read';

export interface MetricFiles {
  readonly metrics: Metrics;
  /** the files that told them; relative to the workspace, with `/` */
  readonly paths: readonly string[];
  /** the same in words, for people */
  readonly source: string;
}

/** A path of the user's, relative to the workspace, with `/`. */
export const workspacePath = ({ base, run }: Pick<Ports, 'base' | 'run'>, path: string): string =>
  relative(run.workspace, resolve(base, path)).replaceAll('\\', '/');

/** Metric -> the first file that told it, and its value there. */
type Told = Map<string, { readonly value: MetricValue; readonly file: string }>;

/**
 * Reads the metrics file, the files of a glob, or the directory of a tool, as one set of metrics. The log says which
 * file gave which metric.
 *
 * @param where the input that names them
 * @throws InputError for a missing, empty, binary or outlying file, a glob without files, a directory of no known tool,
 * and two files that contradict each other
 */
export async function readMetricFiles(path: string, where: string, ports: Ports): Promise<MetricFiles> {
  const { workspace } = ports.run;
  const named = workspacePath(ports, path);
  const { base, files } = await walk(workspace, named, where);
  if (await isDirectory(join(workspace, named))) return readDirectory(named || '.', files, ports);
  if (files.length === 0)
    throw inputProblem({ where, what: `${quoted(path)} names no file`, next: 'Check that the evaluation wrote it.' });
  const told: Told = new Map();
  const paths: string[] = [];
  for (const file of files) {
    const name = relative(workspace, join(base, file.path)).replaceAll('\\', '/');
    const { metrics, note } = await readDocument(await bytesOf(file.absolute, name), name);
    logSource(name, metrics, note, ports);
    merge(told, metrics, name);
    paths.push(name);
  }
  return { metrics: new Map([...told].map(([name, { value }]) => [name, value])), paths, source: paths.join(', ') };
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** What a tool left in a directory of its own. */
async function readDirectory(named: string, files: readonly WalkedFile[], ports: Ports): Promise<MetricFiles> {
  const { readMetricsDirectory } = await import('@ml-actions/metrics/directory');
  const listed = files.map(({ path, absolute }) => ({ path, read: () => bytesOf(absolute, `${named}/${path}`) }));
  const { metrics, files: read, note } = await readMetricsDirectory(listed, named);
  logSource(named, metrics, note, ports);
  return { metrics, paths: read.map((path) => `${named}/${path}`), source: note ? `${named} (${note})` : named };
}

/** More names than this are a list that nobody reads. */
const SHOWN = 12;

function logSource(name: string, metrics: Metrics, note: string | null, { log }: Ports): void {
  const names = [...metrics.keys()];
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  const which = note === null ? '' : ` (${note})`;
  log.info(`metrics: ${name}${which}: ${names.slice(0, SHOWN).join(', ')}${more}`);
}

/**
 * A file small enough to be a metrics file.
 *
 * @throws InputError for a larger one, or one that cannot be read
 */
export async function bytesOf(absolute: string, name: string): Promise<Uint8Array> {
  const { size } = await stat(absolute);
  if (size > MAX_BYTES) {
    const expected = `at most ${MAX_BYTES}`;
    throw inputProblem({ where: name, what: 'is too large for a metrics file', got: `${size} bytes`, expected });
  }
  return readFile(absolute).catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({ where: name, what: `cannot be read (${error.code})` });
  });
}

function merge(into: Told, read: Metrics, file: string): void {
  for (const [metric, value] of read) {
    const known = into.get(metric);
    if (known !== undefined && !isDeepStrictEqual(known.value, value)) {
      const got = `${shown(value)}, and ${shown(known.value)} in ${known.file}`;
      const next = 'Name one file, or give the metrics different names.';
      throw inputProblem({ where: file, what: `contradicts another file about ${quoted(metric)}`, got, next });
    }
    if (known === undefined) into.set(metric, { value, file });
  }
}

const shown = (value: MetricValue): string => (typeof value === 'object' ? value.scores.join(' ') : String(value));
