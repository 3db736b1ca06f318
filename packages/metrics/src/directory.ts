import { inputProblem } from '@ml-actions/core/error';
import { parseYaml } from './formats/yaml.ts';
import { add, type Metrics, type MetricValue, metricValue, requireNumbers } from './metric.ts';
import { readMetrics } from './read.ts';

/** A file of a directory: its path within, with `/`, and how to read it. */
export interface Listed {
  readonly path: string;
  readonly read: () => Promise<Uint8Array>;
}

type Reader = (files: readonly Listed[], where: string) => Promise<Metrics>;

/**
 * The metrics of a directory that a tool of the field wrote: an MLflow run (or the newest finished of an experiment's),
 * DVCLive, Lightning's CSVLogger (the highest version), the Hugging Face Trainer.
 *
 * @throws InputError for a directory of none of them, or of two
 */
export async function readMetricsDirectory(files: readonly Listed[], where: string): Promise<Metrics> {
  const found = LAYOUTS.flatMap(({ name, find }) => {
    const reader = find(files);
    return reader ? [{ name, reader }] : [];
  });
  const [first, second] = found;
  if (!first) {
    const expected = LAYOUTS.map(({ name }) => name).join(', ');
    throw inputProblem({ where, what: 'is a directory of no known layout', expected, next: 'Name the metrics file.' });
  }
  if (second) {
    const got = `${first.name} and ${second.name}`;
    throw inputProblem({ where, what: 'can be read in two ways', got, next: 'Name the metrics file.' });
  }
  return first.reader(files, where);
}

interface Layout {
  readonly name: string;
  readonly find: (files: readonly Listed[]) => Reader | null;
}

const file =
  (chosen: Listed): Reader =>
  async (_, where) =>
    readMetrics(await chosen.read(), `${where}/${chosen.path}`);

const LAYOUTS: readonly Layout[] = [
  { name: 'an MLflow run', find: (files) => (runsOf(files).length > 0 ? readRun : null) },
  {
    name: 'DVCLive or another metrics.json',
    find: (files) => {
      const found = files.find(({ path }) => path === 'metrics.json');
      return found ? file(found) : null;
    },
  },
  {
    name: "Lightning's CSVLogger",
    find: (files) => {
      const versions = files.flatMap((each) => {
        const [, version] = /(?:^|\/)version_(\d+)\/metrics\.csv$/.exec(each.path) ?? [];
        return version === undefined && each.path !== 'metrics.csv' ? [] : [{ each, version: Number(version ?? -1) }];
      });
      const [highest] = versions.sort((a, b) => b.version - a.version);
      return highest ? file(highest.each) : null;
    },
  },
  {
    name: "the Hugging Face Trainer's output",
    find: (files) => {
      const named = (path: string) => files.find((each) => each.path === path);
      const checkpoints = files.flatMap((each) => {
        const [, step] = /^checkpoint-(\d+)\/trainer_state\.json$/.exec(each.path) ?? [];
        return step === undefined ? [] : [{ each, step: Number(step) }];
      });
      const [last] = checkpoints.sort((a, b) => b.step - a.step);
      const found =
        named('all_results.json') ?? named('eval_results.json') ?? named('trainer_state.json') ?? last?.each;
      return found ? file(found) : null;
    },
  },
];

/** Directories that hold `meta.yaml` beside `metrics/`. */
function runsOf(files: readonly Listed[]): string[] {
  const roots = files.flatMap(({ path }) => /^(.*?)meta\.yaml$/.exec(path)?.[1] ?? []);
  return roots.filter((root) => files.some(({ path }) => path.startsWith(`${root}metrics/`)));
}

/** MLflow's `RunStatus.FINISHED`. */
const FINISHED = 3;

async function readRun(files: readonly Listed[], where: string): Promise<Metrics> {
  const runs = [];
  for (const root of runsOf(files)) {
    const meta = files.find(({ path }) => path === `${root}meta.yaml`);
    const text = Buffer.from((await meta?.read()) ?? []).toString();
    const { status, end_time } = ((await parseYaml(text, `${where}/${root}meta.yaml`)) ?? {}) as Record<
      string,
      unknown
    >;
    runs.push({ root, isFinished: status === FINISHED || status === 'FINISHED', end: Number(end_time ?? 0) });
  }
  const finished = runs.filter(({ isFinished }) => isFinished).sort((a, b) => b.end - a.end);
  const chosen = finished[0];
  if (!chosen) {
    throw inputProblem({ where, what: 'holds no finished MLflow run', got: `${runs.length} that did not finish` });
  }
  const metrics = new Map<string, MetricValue>();
  for (const { path, read } of files) {
    const prefix = `${chosen.root}metrics/`;
    if (path.startsWith(prefix)) add(metrics, path.slice(prefix.length), lastValue(await read()), where);
  }
  return requireNumbers(metrics, where);
}

/** The last line of a metric's file: `timestamp value step`. */
function lastValue(bytes: Uint8Array): MetricValue {
  const [, value = ''] = Buffer.from(bytes).toString().trimEnd().split('\n').at(-1)?.split(' ') ?? [];
  return /^[+-]?[\d.]/.test(value) ? metricValue(Number(value)) : metricValue(value);
}
