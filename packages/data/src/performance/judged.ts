import type { Engine } from '../engine.ts';
import { columnOf } from '../profile/table.ts';
import type { Source } from '../source.ts';
import { classText } from '../spelling.ts';
import { literal } from '../sql.ts';
import { typed } from '../typing.ts';

/** Columns of one source that say what the model said and what was true. */
export interface JudgedColumns {
  /** probability of the positive class */
  readonly score: string | null;
  /** the class that the model chose */
  readonly prediction: string | null;
  readonly truth: string | null;
}

/** Rows of a classifier, where the engine has them. */
export interface Judged {
  readonly name: string;
  /**
   * goes after FROM; of each row `score`, NaN without one, `said`, the class that the model chose, NULL without one, and
   * `truth`, NULL while it has not arrived; both spelt alike
   */
  readonly relation: string;
  /** the class that a score is about, or null */
  readonly positive: string | null;
}

/** From here on the score says the positive class, where the model gives no class of its own. */
const DECISION_THRESHOLD = 0.5;

/** The rows of a source with the class that was said in each: the model's own, else by the score. */
export async function judgedRows(
  engine: Engine,
  source: Source,
  columns: JudgedColumns,
  positive: string | null,
): Promise<Judged> {
  const { score, chosen, truth } = valuesOf(source, columns);
  const byScore = positive === null ? noText : await classByScore(engine, source, columns, positive);
  const rows = `(SELECT ${score} AS score, ${chosen} AS chosen, ${truth} AS truth FROM ${source.relation})`;
  return {
    name: source.name,
    relation: `(SELECT score, coalesce(chosen, ${byScore}) AS said, truth FROM ${rows})`,
    positive,
  };
}

const noText = 'CAST(NULL AS VARCHAR)';

function valuesOf(source: Source, { score, prediction, truth }: JudgedColumns) {
  const number = score === null ? 'NULL' : typed(columnOf(source, score), 'number').value;
  return {
    score: `coalesce(${number}, CAST('nan' AS DOUBLE))`,
    chosen: prediction === null ? noText : classText(columnOf(source, prediction)),
    truth: truth === null ? noText : classText(columnOf(source, truth)),
  };
}

/** SQL: the class that a score says. The other class is the first one that the rows have; without truths any will do. */
async function classByScore(engine: Engine, source: Source, columns: JudgedColumns, positive: string): Promise<string> {
  const { chosen, truth } = valuesOf(source, columns);
  const other = (value: string): string => `min(${value}) FILTER (${value} <> ${literal(positive)})`;
  const first = `SELECT least(${other(chosen)}, ${other(truth)}) AS negative FROM ${source.relation}`;
  const { negative } = columns.truth === null ? {} : await engine.row(first, source.name);
  const otherwise = literal(String(negative ?? `not ${positive}`));
  const said = `CASE WHEN score >= ${DECISION_THRESHOLD} THEN ${literal(positive)} ELSE ${otherwise} END`;
  return `CASE WHEN isfinite(score) THEN ${said} END`;
}

/** Names of the classes, sorted; at most `most` and one more. */
export async function classesOf(
  engine: Engine,
  source: Source,
  columns: JudgedColumns,
  most: number,
): Promise<readonly string[]> {
  const { chosen, truth } = valuesOf(source, columns);
  const both = [chosen, truth].map((value) => `SELECT ${value} AS name FROM ${source.relation}`);
  const distinct = `SELECT DISTINCT name FROM (${both.join(' UNION ALL ')}) WHERE name IS NOT NULL LIMIT ${most + 1}`;
  return (await engine.rows(distinct, source.name)).map(({ name }) => String(name)).sort();
}

const POSITIVE_NAMES = ['1', 'true', 'yes', 'Yes', 'positive'];

/** The class that a score is about: one with a telling name, else the last of two; null for more than two classes. */
export function positiveOf(classes: readonly string[]): string | null {
  if (classes.length > 2 || classes.length === 0) return null;
  return classes.find((name) => POSITIVE_NAMES.includes(name)) ?? classes.at(-1) ?? null;
}
