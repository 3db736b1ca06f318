import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { isMapping, type Mapping } from '../formats/mapping.ts';
import { textOf } from '../formats/text.ts';
import { parseYaml } from '../formats/yaml.ts';
import { add, byName, type Metrics, type MetricValue, metricValue, requireNumbers } from '../metric.ts';
import type { DirectoryMetrics, Layout, Listed } from './layout.ts';

/** MLflow's `RunStatus.FINISHED`. */
const FINISHED = 3;
const META = 'meta.yaml';

/** One run of a file store: its directory within, ending with `/` unless it is the directory itself. */
interface Run {
  readonly root: string;
  readonly name: string;
  readonly experiment: string;
  readonly isFinished: boolean;
  readonly start: number;
  readonly end: number;
}

/** A run of MLflow's file store, or several of one experiment: the newest that finished counts. */
export const mlflowRun: Layout = {
  name: 'an MLflow run',
  find: (files) => (files.some(isMeta) && files.some(isMetric) ? (where) => readRun(files, where) : null),
};

const isMeta = ({ path }: Listed): boolean => path === META || path.endsWith(`/${META}`);
const isMetric = ({ path }: Listed): boolean => /(^|\/)metrics\/./.test(path);

async function readRun(files: readonly Listed[], where: string): Promise<DirectoryMetrics> {
  const runs = await runsOf(files, where);
  const [first] = runs;
  const other = runs.find(({ experiment }) => experiment !== first?.experiment);
  if (first && other) {
    const got = `${quoted(first.experiment)} and ${quoted(other.experiment)}`;
    throw inputProblem({ where, what: 'holds runs of several experiments', got, next: "Name one's directory." });
  }
  const finished = runs.filter(({ isFinished }) => isFinished);
  const [newest] = finished.sort((a, b) => b.end - a.end || byName(a.root, b.root));
  if (!newest)
    throw inputProblem({ where, what: 'holds no finished MLflow run', got: `${runs.length} that did not finish` });
  const own = files.filter(({ path }) => path.startsWith(`${newest.root}metrics/`));
  if (own.length === 0) {
    const got = quoted(newest.name);
    throw inputProblem({
      where,
      what: 'the newest finished run holds no metric',
      got,
      next: "Name a run's directory.",
    });
  }
  const metrics = await metricsOf(own, `${newest.root}metrics/`, where);
  return { metrics, files: own.map(({ path }) => path), note: chosenText(newest, finished.length, runs) };
}

function chosenText(newest: Run, finished: number, runs: readonly Run[]): string | null {
  const later = runs.filter(({ isFinished, start }) => !isFinished && start > newest.start).length;
  const among = finished > 1 ? `, the newest of ${finished} that finished` : '';
  const not = later > 0 ? `; ${later} that began later did not finish` : '';
  return `MLflow run ${quoted(newest.name)}${among}${not}`;
}

/** Deleted runs do not count; nor do experiments and logged models, whose meta.yaml names no run. */
async function runsOf(files: readonly Listed[], where: string): Promise<Run[]> {
  const runs: Run[] = [];
  for (const { path, read } of files.filter(isMeta)) {
    const name = `${where}/${path}`;
    const meta = await parseYaml(textOf(await read(), name), name);
    if (!isMapping(meta) || typeof (meta.run_id ?? meta.run_uuid) !== 'string') continue;
    if (meta.lifecycle_stage !== 'deleted') runs.push(runOf(meta, path.slice(0, -META.length)));
  }
  return runs;
}

const runOf = (meta: Mapping, root: string): Run => ({
  root,
  name: String(meta.run_name ?? meta.run_id ?? meta.run_uuid),
  experiment: String(meta.experiment_id),
  isFinished: meta.status === FINISHED || meta.status === 'FINISHED',
  start: Number(meta.start_time ?? 0),
  end: Number(meta.end_time ?? 0),
});

async function metricsOf(files: readonly Listed[], prefix: string, where: string): Promise<Metrics> {
  const metrics = new Map<string, MetricValue>();
  for (const { path, read } of files) {
    const file = `${where}/${path}`;
    add(metrics, path.slice(prefix.length), lastValue(textOf(await read(), file), file), where);
  }
  return requireNumbers(metrics, where);
}

const LINE = /^\d+ (\S+) -?\d+(?: .*)?$/;

/** The last line of a metric's file: `timestamp value step`. */
function lastValue(text: string, where: string): MetricValue {
  const last = text.trimEnd().split('\n').at(-1)?.trimEnd() ?? '';
  const [, value] = LINE.exec(last) ?? [];
  if (value === undefined)
    throw inputProblem({ where, what: 'is no metric of MLflow', got: quoted(last), expected: 'timestamp value step' });
  return Number.isNaN(Number(value)) ? metricValue(value) : metricValue(Number(value));
}
