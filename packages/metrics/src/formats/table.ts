import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { add, byName, MAX_SCORES, type Metrics, type MetricValue, requireNumbers } from '../metric.ts';
import type { Noted } from '../noted.ts';

/** One column's cells from top to bottom; null: empty. All columns of a table are equally long. */
export type Column = readonly (MetricValue | null)[];
export type Table = ReadonlyMap<string, Column>;

/** Columns that say when a row was written: the rows are one model at several times. */
const TIMES = ['epoch', 'step', 'global_step', 'iteration', 'iter', 'timestamp', 'wall_time'];
/** Columns that say which of several trainings a row measures. */
const REPEATS = ['fold', 'seed', 'repeat'];

const among = (names: readonly string[]) => (name: string) => names.includes(name.toLowerCase());
const isTime = among(TIMES);
const isRepeat = among(REPEATS);

/** Whether a table's columns say what its rows are. */
export const isTold = (names: Iterable<string>): boolean => [...names].some((name) => isTime(name) || isRepeat(name));

/**
 * A table with one column per metric. Rows over time: the last value of each column counts, of Keras' tables the best
 * epoch. Rows per fold or seed: the metric's scores, in the order of the folds. One row: its values.
 *
 * @throws InputError for several rows that nothing tells apart, and a fold or seed that occurs twice
 */
export function readTable(table: Table, where: string): Noted {
  const names = [...table.keys()];
  const rows = table.values().next().value?.length ?? 0;
  const repeat = names.find(isRepeat);
  const time = names.find(isTime);
  if (repeat !== undefined && time !== undefined) throw twoReadings(where, `columns "${repeat}" and "${time}"`);
  if (repeat !== undefined) return { metrics: repeated(table, repeat, where), note: `${rows} rows by ${repeat}` };
  if (time !== undefined || rows === 1) return overTime(table, where);
  throw twoReadings(where, `${rows} rows without a column that says what they are`);
}

export const twoReadings = (where: string, got: string): Error =>
  inputProblem({
    where,
    what: 'can be read in two ways',
    got,
    expected: '"epoch" or "step": the last row counts, or "fold" or "seed": every row is one score',
    next: 'Name what the rows are.',
  });

/** What training logs once per epoch, in whichever document. */
const LOGGED = /(^|\.)(val_)?loss$/;

/**
 * Refuses a list under the name of a training's loss where no columns stand beside it: nothing tells epochs from folds.
 *
 * @throws InputError
 */
export function refuseEpochs(metrics: Metrics, where: string): void {
  const name = [...metrics].find(([name, value]) => typeof value === 'object' && LOGGED.test(name))?.[0];
  if (name === undefined) return;
  throw inputProblem({
    where,
    what: 'can be read in two ways',
    got: `a list ${quoted(name)}`,
    expected: 'epochs: one of them counts, or folds: each is one score',
    next: 'Write the number that counts, or lists of one length with "epoch" or "fold" beside them.',
  });
}

/** The same when the caller knows that rows follow each other in time. */
export function overTime(table: Table, where: string): Noted {
  const best = bestEpoch(table);
  const metrics = new Map<string, MetricValue>();
  for (const [name, column] of table) {
    const value = best === null ? column.findLast((cell) => cell !== null) : column[best];
    if (!isTime(name) && value !== undefined && value !== null) add(metrics, name, value, where);
  }
  const rows = table.values().next().value?.length ?? 0;
  const which = best === null ? `last of ${rows} rows` : `row ${best + 1} of ${rows}, the lowest val_loss`;
  return { metrics: requireNumbers(metrics, where), note: rows === 1 ? null : which };
}

/**
 * The row of the lowest `val_loss` in a table of Keras, the first of equals as Keras' own callbacks choose. Null for
 * other tables, and where training ended in a loss that is no number: nothing says that an earlier model was kept.
 */
function bestEpoch(table: Table): number | null {
  const losses = table.get('val_loss');
  if (!losses || !table.has('loss') || table.has('step')) return null;
  if (typeof losses.at(-1) !== 'number') return null;
  const lowest = losses.reduce(
    (least: number, loss) => (typeof loss === 'number' ? Math.min(least, loss) : least),
    Infinity,
  );
  return losses.indexOf(lowest);
}

function repeated(table: Table, by: string, where: string): Metrics {
  const ids = (table.get(by) ?? []).map(String);
  if (ids.length > MAX_SCORES) {
    const got = `${ids.length} rows by ${by}`;
    throw inputProblem({ where, what: 'is too long', got, expected: `at most ${MAX_SCORES}` });
  }
  const seen = new Set<string>();
  const twice = ids.find((id) => seen.size === seen.add(id).size);
  if (twice !== undefined) throw inputProblem({ where, what: `the ${by} ${JSON.stringify(twice)} occurs twice` });
  const order = ids.map((_, at) => at).sort((a, b) => byId(ids[a] ?? '', ids[b] ?? ''));
  const metrics = new Map<string, MetricValue>();
  for (const [name, column] of table) {
    if (name !== by) add(metrics, name, scored(order.map((at) => column[at] ?? 'null')), where);
  }
  return requireNumbers(metrics, where);
}

const byId = (a: string, b: string): number => Number(a) - Number(b) || byName(a, b);

/** Several numbers as scores; one value that is no number is what the metric is. */
function scored(values: readonly MetricValue[]): MetricValue {
  const scores = values.filter((value) => typeof value === 'number');
  if (scores.length < values.length) return values.find((value) => typeof value !== 'number') ?? 'null';
  return scores.length > 1 ? { scores } : (scores[0] ?? 'null');
}
