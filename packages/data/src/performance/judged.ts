import type { Engine } from '../engine.ts';
import type { Source } from '../source.ts';
import { type Categories, readVectors, type Wanted } from '../vectors.ts';

/** Columns of one source that say what the model said and what was true. */
export interface JudgedColumns {
  /** probability of the positive class */
  readonly score: string | null;
  /** the class that the model chose */
  readonly prediction: string | null;
  readonly truth: string | null;
}

/** Rows of a classifier. */
export interface Judged {
  readonly rows: number;
  /** NaN where there is none */
  readonly score: Float64Array | null;
  /** the class that was chosen, null without one */
  readonly chosen: (row: number) => string | null;
  /** null while it has not arrived */
  readonly truth: (row: number) => string | null;
  readonly classes: readonly string[];
}

/** From here on the score says the positive class, where the model gives no class of its own. */
export const DECISION_THRESHOLD = 0.5;

/** Reads scores, chosen classes and truths; the memory is that of three columns. */
export async function readJudged(engine: Engine, source: Source, columns: JudgedColumns): Promise<Judged> {
  const { score, prediction, truth } = columns;
  const wanted: Wanted[] = [
    ...(score === null ? [] : [{ column: score, form: 'number' as const }]),
    ...(prediction === null ? [] : [{ column: prediction, form: 'category' as const }]),
    ...(truth === null ? [] : [{ column: truth, form: 'category' as const }]),
  ];
  const { rows, vectors } = await readVectors(engine, source, wanted);
  const left = [...vectors];
  const scores = score === null ? null : (left.shift() as Float64Array);
  const chosen = prediction === null ? null : (left.shift() as Categories);
  const truths = truth === null ? null : (left.shift() as Categories);
  return {
    rows,
    score: scores,
    chosen: nameAt(chosen),
    truth: nameAt(truths),
    classes: [...new Set([...(truths?.names ?? []), ...(chosen?.names ?? [])])].sort(),
  };
}

const nameAt = (column: Categories | null) => {
  return (row: number): string | null => column?.names[column.codes[row] ?? -1] ?? null;
};

const POSITIVE_NAMES = ['1', 'true', 'True', 'TRUE', 'yes', 'Yes', 'positive'];

/** The class that a score is about: one with a telling name, else the last of two; null for more than two classes. */
export function positiveOf(classes: readonly string[]): string | null {
  if (classes.length > 2 || classes.length === 0) return null;
  return classes.find((name) => POSITIVE_NAMES.includes(name)) ?? classes.at(-1) ?? null;
}
