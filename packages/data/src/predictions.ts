import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Config } from '@ml-actions/core/runner/config';
import { nearest } from '@ml-actions/core/runner/nearest';
import type { Engine } from './engine.ts';
import { type InferredType, inferTypes } from './infer.ts';
import { columnOf } from './profile/table.ts';
import type { Source, SourceColumn } from './source.ts';
import { textOf, typed } from './typing.ts';

/** Which column plays which part; absent ones are looked for by name. */
export interface PredictionColumns {
  readonly id?: string;
  readonly truth?: string;
  readonly predicted?: string;
  readonly score?: string;
  readonly weight?: string;
}

/** Predictions in file order, one entry per row in every array. */
export interface Predictions {
  readonly rows: number;
  /** null without an id column: rows can then be paired by position only */
  readonly ids: string[] | null;
  /** numbers for regression and numeric classes, else class names */
  readonly truth: Float64Array | string[];
  readonly predicted?: Float64Array | string[];
  /** P(positive class), or any score that rises with it */
  readonly score?: Float64Array;
  readonly weight?: Float64Array;
  /** the columns that were used, by part: print them */
  readonly columns: { readonly [part in Part]?: string };
}

type Part = keyof PredictionColumns;

/** Names of the field, most specific first; compared without case. */
const NAMES: Readonly<Record<Part, readonly string[]>> = {
  id: ['id', 'row_id', 'example_id', 'sample_id', 'uid', 'uuid'],
  truth: ['y_true', 'truth', 'target', 'label', 'actual', 'y'],
  predicted: ['y_pred', 'prediction', 'predicted', 'y_hat', 'pred'],
  score: ['y_score', 'score', 'y_proba', 'proba', 'y_prob', 'probability', 'prob'],
  weight: ['sample_weight', 'weight'],
};

/**
 * Reads truth, predictions and scores as arrays. Every value must be there and of its column's type: a metric over
 * whatever happens to parse is no metric.
 * @throws InputError for a missing or ambiguous column, a missing value, a non-numeric or non-finite score, weights
 * below 0, a repeated id
 */
export async function readPredictions(
  engine: Engine,
  source: Source,
  columns: PredictionColumns = {},
): Promise<Predictions> {
  const used = findColumns(source, columns);
  if (used.predicted === undefined && used.score === undefined) throw nothingPredicted(source);
  const types = await inferTypes(engine, source);
  const parts = (Object.keys(used) as Part[]).map((part) => ({ part, column: columnOf(source, used[part] ?? '') }));
  const numeric = new Set(
    parts.filter(({ part, column }) => isNumeric(part, types.get(column.name), used, types)).map(({ part }) => part),
  );
  const found = await readParts(engine, source, parts, numeric);
  const numbers = (part: Part): Float64Array | undefined => found.numbers.get(part);
  const values = (part: Part): Float64Array | string[] | undefined => found.numbers.get(part) ?? found.texts.get(part);
  const [predicted, score, weight] = [values('predicted'), numbers('score'), numbers('weight')];
  if (weight?.some((each) => each < 0))
    throw inputProblem({ where: source.name, what: `the weight ${quoted(used.weight ?? '')} is below 0 in a row` });
  const ids = found.texts.get('id') ?? null;
  if (ids && new Set(ids).size !== ids.length) {
    throw inputProblem({
      where: source.name,
      what: `the id ${quoted(used.id ?? '')} appears more than once`,
      got: `${new Set(ids).size} ids in ${ids.length} rows`,
    });
  }
  return {
    rows: found.rows,
    ids,
    truth: values('truth') ?? [],
    ...(predicted && { predicted }),
    ...(score && { score }),
    ...(weight && { weight }),
    columns: used,
  };
}

/**
 * Which column of a predictions file plays which part: as given, else by the names of the field.
 *
 * @throws InputError for a given column that is not there, and without a truth
 */
export function findColumns(
  source: Pick<Source, 'columns' | 'name'>,
  given: PredictionColumns,
): { readonly [part in Part]?: string } {
  const names = source.columns.map(({ name }) => name);
  const used: { [part in Part]?: string } = {};
  for (const part of Object.keys(NAMES) as Part[]) {
    const wanted = given[part];
    if (wanted !== undefined && !names.includes(wanted)) throw noColumn(source, part, wanted, names);
    const name = wanted ?? byName(names, NAMES[part]);
    if (name !== undefined) used[part] = name;
  }
  if (used.truth === undefined) throw noColumn(source, 'truth', undefined, names);
  return used;
}

/** The column with the rows' ids by the names of the field, for files that hold no predictions; undefined without one. */
export const idColumnOf = ({ columns }: Pick<Source, 'columns'>): string | undefined =>
  byName(
    columns.map(({ name }) => name),
    NAMES.id,
  );

/** The setting `columns` as parts: the configuration says `prediction`, this reader `predicted`. */
export const partsOf = ({ id, truth, score, prediction, weight }: Columns): PredictionColumns => ({
  ...(id !== undefined && { id }),
  ...(truth !== undefined && { truth }),
  ...(score !== undefined && { score }),
  ...(prediction !== undefined && { predicted: prediction }),
  ...(weight !== undefined && { weight }),
});

type Columns = NonNullable<Config['shared']['columns']>;

function byName(names: readonly string[], known: readonly string[]): string | undefined {
  for (const each of known) {
    const match = names.find((name) => name.toLowerCase() === each);
    if (match !== undefined) return match;
  }
  return undefined;
}

function noColumn(
  source: Pick<Source, 'name'>,
  part: Part,
  wanted: string | undefined,
  names: readonly string[],
): Error {
  const near = wanted === undefined ? undefined : nearest(wanted, names);
  return inputProblem({
    where: source.name,
    what: wanted === undefined ? `there is no column with the ${part}` : `there is no column ${quoted(wanted)}`,
    got: `columns ${names.slice(0, 20).map(quoted).join(', ')}`,
    expected: wanted === undefined ? `one of ${NAMES[part].join(', ')}` : 'a column of the file',
    next: near ? `Did you mean ${quoted(near)}?` : `Name it in \`columns\` as \`${part}\`.`,
  });
}

const nothingPredicted = (source: Source): Error =>
  inputProblem({
    where: source.name,
    what: 'there is neither a prediction nor a score',
    got: `columns ${source.columns.map(({ name }) => quoted(name)).join(', ')}`,
    expected: `one of ${[...NAMES.predicted, ...NAMES.score].join(', ')}`,
    next: 'Name it in `columns` as `predicted` or `score`.',
  });

/** Truth and prediction are numbers together or names together: class 1 against "1" must not differ by spelling. */
function isNumeric(
  part: Part,
  type: InferredType | undefined,
  used: { [part in Part]?: string },
  types: ReadonlyMap<string, InferredType>,
): boolean {
  if (part === 'id') return false;
  if (part === 'score' || part === 'weight') return true;
  const both = [used.truth, used.predicted].filter((name) => name !== undefined).map((name) => types.get(name) ?? type);
  return both.every((each) => each === 'integer' || each === 'number');
}

interface Placed {
  readonly part: Part;
  readonly column: SourceColumn;
}

async function readParts(engine: Engine, source: Source, parts: readonly Placed[], numeric: ReadonlySet<Part>) {
  const read = parts.map(({ part, column }) => (numeric.has(part) ? typed(column, 'number').value : textOf(column)));
  const rows = await checkComplete(engine, source, parts, read, numeric);
  const numbers = new Map(
    parts.filter(({ part }) => numeric.has(part)).map(({ part }) => [part, new Float64Array(rows)]),
  );
  const texts = new Map(
    parts.filter(({ part }) => !numeric.has(part)).map(({ part }) => [part, new Array<string>(rows)]),
  );
  let start = 0;
  for await (const chunk of engine.chunks(`SELECT ${read.join(', ')} FROM ${source.relation}`, source.name)) {
    parts.forEach(({ part }, at) => {
      const values = chunk.getColumnValues(at);
      numbers.get(part)?.set(values as number[], start);
      const target = texts.get(part);
      if (target)
        values.forEach((value, row) => {
          target[start + row] = String(value);
        });
    });
    start += chunk.rowCount;
  }
  return { rows, numbers, texts };
}

/** Counts first, so that the message says how many rows are wrong and the arrays have their size. */
async function checkComplete(
  engine: Engine,
  source: Source,
  parts: readonly Placed[],
  read: readonly string[],
  numeric: ReadonlySet<Part>,
): Promise<number> {
  const good = parts.map(({ part }, at) => (numeric.has(part) ? `isfinite(${read[at]})` : `${read[at]} IS NOT NULL`));
  const counts = good.map((condition, at) => `count(*) FILTER (WHERE (${condition}) IS NOT TRUE) AS bad${at}`);
  const row = await engine.row(`SELECT count(*) AS n, ${counts.join(', ')} FROM ${source.relation}`, source.name);
  const at = parts.findIndex((_, index) => Number(row[`bad${index}`]) > 0);
  const broken = parts[at];
  if (!broken) return Number(row.n);
  throw inputProblem({
    where: source.name,
    what: `the column ${quoted(broken.column.name)} (${broken.part}) has rows without a ${numeric.has(broken.part) ? 'finite number' : 'value'}`,
    got: `${row[`bad${at}`]} of ${row.n} rows`,
    expected: 'a value in every row',
  });
}
