import { inputProblem } from '@ml-actions/core/error';
import { nearest } from '@ml-actions/core/runner/nearest';

/** What stands in place of a number. Kept by kind, so that a check on it can say what it found. */
export type NotANumber = 'NaN' | 'Infinity' | '-Infinity' | 'null' | 'text' | 'boolean' | 'list';

/** One metric measured several times: per fold, per seed, per run. Finite numbers, at least two, at most MAX_SCORES. */
export interface Scores {
  readonly scores: readonly number[];
}

export type MetricValue = number | NotANumber | Scores;

/** Metric name -> value. Nested names are joined with ".". */
export type Metrics = ReadonlyMap<string, MetricValue>;

/** Deeper nesting than this is no metrics file. */
export const MAX_DEPTH = 16;
/** More leaves than this are a data file, not a metrics file. */
export const MAX_METRICS = 10_000;
/** Nobody trains that many folds or seeds; a longer list is a curve or predictions, and a record would keep all of it. */
export const MAX_SCORES = 1_000;
/** Names under which no reader of a record would give a value back. */
const REFUSED_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

const SPELLINGS: Readonly<Record<string, NotANumber>> = {
  nan: 'NaN',
  '.nan': 'NaN',
  inf: 'Infinity',
  '+inf': 'Infinity',
  infinity: 'Infinity',
  '-inf': '-Infinity',
  '-infinity': '-Infinity',
};

/** The value of one leaf. Text is never read as a number, only its NaN and Infinity are recognised. */
export function metricValue(leaf: unknown): MetricValue {
  if (typeof leaf === 'bigint') return Number(leaf);
  if (typeof leaf === 'number') {
    if (Number.isFinite(leaf)) return leaf;
    return Number.isNaN(leaf) ? 'NaN' : leaf > 0 ? 'Infinity' : '-Infinity';
  }
  if (typeof leaf === 'string') return Object.hasOwn(SPELLINGS, leaf.trim().toLowerCase()) ? spelt(leaf) : 'text';
  if (typeof leaf === 'boolean') return 'boolean';
  if (leaf === null || leaf === undefined) return 'null';
  return Array.isArray(leaf) ? listValue(leaf) : 'text';
}

/** A list of numbers is a metric measured several times; anything else in it, or its length, makes it no metric. */
function listValue(list: readonly unknown[]): MetricValue {
  if (list.length > MAX_SCORES) return 'list';
  const values = list.map((entry) => (Array.isArray(entry) ? 'list' : metricValue(entry)));
  const scores = values.filter((value) => typeof value === 'number');
  if (scores.length === values.length && scores.length > 1) return { scores };
  return values.find((value) => value === 'NaN' || value === 'Infinity' || value === '-Infinity') ?? 'list';
}

/** The scores of a metric that was measured several times. */
export const scoresOf = (value: MetricValue | null): readonly number[] | null =>
  typeof value === 'object' && value !== null ? value.scores : null;

/** One number for several: their mean, or the median (mean of the middle two). */
export function centreOf({ scores }: Scores, centre: 'mean' | 'median'): number {
  if (centre === 'mean') return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const ascending = [...scores].sort((a, b) => a - b);
  const half = (ascending.length - 1) / 2;
  return ((ascending[Math.floor(half)] ?? 0) + (ascending[Math.ceil(half)] ?? 0)) / 2;
}

const spelt = (text: string): NotANumber => SPELLINGS[text.trim().toLowerCase()] ?? 'text';

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * Flattens a parsed document; a list of numbers is one metric with scores, any other list no metric.
 *
 * @throws InputError when it is no mapping, too deep, too large, names a metric twice, holds a key
 * that reaches a prototype or no number at all
 */
export function flatten(document: unknown, where: string): Metrics {
  if (!isMapping(document)) {
    const got = Array.isArray(document) ? 'a list' : document === null ? 'nothing' : `a ${typeof document}`;
    throw inputProblem({ where, what: 'is not a metrics document', got, expected: 'metric names with numbers' });
  }
  const metrics = new Map<string, MetricValue>();
  collect(document, [], metrics, where);
  return requireNumbers(metrics, where);
}

function collect(
  mapping: Record<string, unknown>,
  path: string[],
  into: Map<string, MetricValue>,
  where: string,
): void {
  if (path.length >= MAX_DEPTH) throw inputProblem({ where, what: `is nested deeper than ${MAX_DEPTH} levels` });
  for (const [key, value] of Object.entries(mapping)) {
    if (key === '__proto__') throw inputProblem({ where, what: 'holds the key "__proto__", which is refused' });
    const name = [...path, key];
    if (isMapping(value)) collect(value, name, into, where);
    else add(into, name.join('.'), metricValue(value), where);
  }
}

/** @throws InputError when the name is taken or reaches a prototype, or the document is too large */
export function add(into: Map<string, MetricValue>, name: string, value: MetricValue, where: string): void {
  if (REFUSED_NAMES.includes(name)) throw inputProblem({ where, what: `holds the name "${name}", which is refused` });
  if (into.has(name)) throw inputProblem({ where, what: `the metric "${name}" stands there twice` });
  if (into.size === MAX_METRICS) throw inputProblem({ where, what: `holds more than ${MAX_METRICS} values` });
  into.set(name, value);
}

/** @throws InputError when nothing in the document is, or was meant to be, a number */
export function requireNumbers(metrics: Map<string, MetricValue>, where: string): Metrics {
  const numeric = [...metrics.values()].some((v) => typeof v !== 'string' || v === 'NaN' || v.endsWith('Infinity'));
  if (numeric) return metrics;
  throw inputProblem({
    where,
    what: 'holds no metric',
    expected: 'at least one number',
    next: 'Write {"accuracy": 0.91}.',
  });
}

/** Two metric names in one order on every machine. */
export const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `Did you mean "x"?`, or the names there are. */
export function suggestion(name: string, known: Iterable<string>): string {
  const names = [...known];
  const close = nearest(name, names);
  if (close !== undefined) return `Did you mean "${close}"?`;
  return names.length === 0 ? 'There is no metric at all.' : `There are: ${names.sort(byName).slice(0, 8).join(', ')}.`;
}
