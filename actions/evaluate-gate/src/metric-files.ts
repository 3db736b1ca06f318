import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { type WalkedFile, walk } from '@ml-actions/core/path/walk';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Metrics, MetricValue } from '@ml-actions/metrics/metric';
import { MAX_BYTES, readMetrics } from '@ml-actions/metrics/read';

export interface MetricFiles {
  readonly metrics: Metrics;
  /** relative to the workspace, with `/` */
  readonly paths: readonly string[];
}

/** A path of the user's, relative to the workspace, with `/`. */
export const workspacePath = ({ base, run }: Pick<Ports, 'base' | 'run'>, path: string): string =>
  relative(run.workspace, resolve(base, path)).replaceAll('\\', '/');

/**
 * Reads the metrics file, or the files of a glob, as one set of metrics.
 *
 * @param where the input that names them
 * @throws InputError for a missing, empty, binary or outlying file, a glob without files, and two files that
 * contradict each other
 */
export async function readMetricFiles(path: string, where: string, ports: Ports): Promise<MetricFiles> {
  const { workspace } = ports.run;
  const named = workspacePath(ports, path);
  const { base, files } = await walk(workspace, named, where);
  if (await isDirectory(join(workspace, named))) return readDirectory(named, files);
  if (files.length === 0)
    throw inputProblem({ where, what: `${quoted(path)} names no file`, next: 'Check that the evaluation wrote it.' });
  const metrics = new Map<string, MetricValue>();
  const paths: string[] = [];
  for (const file of files) {
    const name = relative(workspace, join(base, file.path)).replaceAll('\\', '/');
    merge(metrics, await readOne(file.absolute, name), name);
    paths.push(name);
  }
  return { metrics, paths };
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** What a tool left in a directory of its own. */
async function readDirectory(named: string, files: readonly WalkedFile[]): Promise<MetricFiles> {
  const { readMetricsDirectory } = await import('@ml-actions/metrics/directory');
  const listed = files.map(({ path, absolute }) => ({ path, read: () => bytesOf(absolute, `${named}/${path}`) }));
  return { metrics: await readMetricsDirectory(listed, named), paths: [named] };
}

const readOne = async (absolute: string, name: string): Promise<Metrics> =>
  readMetrics(await bytesOf(absolute, name), name);

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

function merge(into: Map<string, MetricValue>, read: Metrics, name: string): void {
  for (const [metric, value] of read) {
    const known = into.get(metric);
    if (known !== undefined && known !== value) {
      const next = 'Name one file, or give the metrics different names.';
      throw inputProblem({ where: name, what: `contradicts another file about ${quoted(metric)}`, next });
    }
    into.set(metric, value);
  }
}
