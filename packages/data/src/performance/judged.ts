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

/** The two classes of a model whose score is about one of them, as its reference spells them. */
export interface ScoredClasses {
  /** the class that a score is about; null: more than two classes, or no score */
  readonly positive: string | null;
  /** the other one; null: the reference does not tell */
  readonly negative?: string | null | undefined;
}

/** Rows of a classifier, where the engine has them. */
export interface Judged {
  readonly name: string;
  /**
   * goes after FROM; of each row `score`, NaN without one, `chosen`, the model's own word, `said`, the class that it chose or
   * that its score says, NULL without one, and `truth`, NULL while it has not arrived; all classes spelt alike
   */
  readonly relation: string;
  /** the classes of `ScoredClasses`, spelt as the rows are */
  readonly positive: string | null;
  readonly negative: string | null;
}

/** From here on the score says the positive class, where the model gives no class of its own. */
const DECISION_THRESHOLD = 0.5;

/** The rows of a source with the class that was said in each: the model's own, else by the score. */
export async function judgedRows(
  engine: Engine,
  source: Source,
  columns: JudgedColumns,
  scored: ScoredClasses,
): Promise<Judged> {
  const { score, chosen, truth } = valuesOf(source, columns);
  const classes = { positive: await spelt(engine, scored.positive), negative: await spelt(engine, scored.negative) };
  const byScore = await classByScore(engine, source, columns, classes);
  const rows = `(SELECT ${score} AS score, ${chosen} AS chosen, ${truth} AS truth FROM ${source.relation})`;
  return {
    name: source.name,
    relation: `(SELECT score, chosen, coalesce(chosen, ${byScore}) AS said, truth FROM ${rows})`,
    ...classes,
  };
}

/** A class of a profile as rows spell it: profiles were written before `1.0` was `1` and `True` was `true`. */
async function spelt(engine: Engine, name: string | null | undefined): Promise<string | null> {
  if (name === null || name === undefined) return null;
  const text = classText({ name: 'class', type: 'VARCHAR', sql: literal(name) });
  return String((await engine.row(`SELECT ${text} AS name`)).name);
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

/**
 * SQL: the class that a score says. The other class is the reference's; where that does not tell, the first one that the
 * rows have, and without truths any will do.
 */
async function classByScore(
  engine: Engine,
  source: Source,
  columns: JudgedColumns,
  { positive, negative }: Pick<Judged, 'positive' | 'negative'>,
): Promise<string> {
  if (positive === null) return noText;
  const other = negative ?? (await otherThan(engine, source, columns, positive)) ?? `not ${positive}`;
  const said = `CASE WHEN score >= ${DECISION_THRESHOLD} THEN ${literal(positive)} ELSE ${literal(other)} END`;
  return `CASE WHEN isfinite(score) THEN ${said} END`;
}

async function otherThan(engine: Engine, source: Source, columns: JudgedColumns, positive: string) {
  if (columns.truth === null) return null;
  const { chosen, truth } = valuesOf(source, columns);
  const first = (value: string): string => `min(${value}) FILTER (${value} <> ${literal(positive)})`;
  const sql = `SELECT least(${first(chosen)}, ${first(truth)}) AS other FROM ${source.relation}`;
  const { other } = await engine.row(sql, source.name);
  return other === null || other === undefined ? null : String(other);
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
