import { inputProblem } from '@ml-actions/core/error';
import { byName, type Metrics, type MetricValue } from './metric.ts';

/** The metrics of one run of several. */
export interface SeedFile {
  /** relative to the workspace */
  readonly name: string;
  readonly metrics: Metrics;
}

/**
 * The runs of several seeds as one set of metrics, each with its scores in the order of the seeds. A seed is the metric
 * `pairBy` of its file, else the number that follows that word in its path.
 *
 * @throws InputError for fewer than two files, a file without a seed, and a seed that occurs twice
 */
export function seedScores(files: readonly SeedFile[], pairBy: string): Metrics {
  if (files.length < 2)
    throw inputProblem({
      where: 'seeds.files',
      what: 'names too few files',
      got: String(files.length),
      expected: 'at least 2',
    });
  const runs = files.map((file) => ({ ...file, seed: seedOf(file, pairBy) })).sort((a, b) => bySeed(a.seed, b.seed));
  const twice = runs.find(({ seed }, at) => runs[at + 1]?.seed === seed);
  if (twice) throw inputProblem({ where: twice.name, what: `the ${pairBy} ${twice.seed} occurs in two files` });
  const names = new Set(runs.flatMap(({ metrics }) => [...metrics.keys()]));
  names.delete(pairBy);
  return new Map([...names].sort(byName).map((name) => [name, valueOver(runs, name)]));
}

function seedOf({ name, metrics }: SeedFile, pairBy: string): string {
  const told = metrics.get(pairBy);
  if (typeof told === 'number') return String(told);
  const escaped = pairBy.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [, found] = new RegExp(`${escaped}[-_=./]?(\\d+)`, 'i').exec(name) ?? [];
  if (found !== undefined) return String(Number(found));
  throw inputProblem({
    where: name,
    what: `does not tell its ${pairBy}`,
    expected: `a metric "${pairBy}", or a path such as ${pairBy}-3/metrics.json`,
  });
}

const bySeed = (a: string, b: string): number => Number(a) - Number(b) || byName(a, b);

/** One value that is no number, or missing in one run, is what the metric is. */
function valueOver(runs: readonly SeedFile[], name: string): MetricValue {
  const values = runs.map(({ metrics }) => metrics.get(name) ?? 'null');
  const scores = values.filter((value) => typeof value === 'number');
  return scores.length === values.length ? { scores } : (values.find((value) => typeof value !== 'number') ?? 'null');
}
