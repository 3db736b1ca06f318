import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from './engine.ts';
import { inferTypes } from './infer.ts';
import {
  findColumns,
  nothingPredicted,
  type PredictionColumns,
  type ProbabilityColumns,
  probabilityColumns,
  type UsedColumns,
} from './prediction-columns.ts';
import { columnOf } from './profile/table.ts';
import { requireSameCount } from './second-count.ts';
import type { Source } from './source.ts';
import { keyText } from './spelling.ts';
import { textOf } from './typing.ts';
import { type Categories, parsedOnce, readVectors, type Vectors, type Wanted } from './vectors.ts';
import type { InferredType } from './written.ts';

/** Predictions in file order, one entry per row in every array. */
export interface Predictions {
  readonly rows: number;
  /** 7 and 7.0 are one id; null without an id column: rows can then be paired by position only */
  readonly ids: string[] | null;
  /** numbers for regression and numeric classes, else class names */
  readonly truth: Float64Array | string[];
  readonly predicted?: Float64Array | string[];
  /** P(positive class), or any score that rises with it */
  readonly score?: Float64Array;
  readonly probabilities?: { readonly labels: readonly string[]; readonly columns: readonly Float64Array[] };
  readonly weight?: Float64Array;
  readonly cluster?: Categories;
  /** the columns that were asked for besides; numbers with NaN for no value */
  readonly attributes?: ReadonlyMap<string, Categories | Float64Array>;
  /** the columns that were used, by part: print them */
  readonly columns: UsedColumns;
}

/** A column, the part it plays as messages say it, and whether values may be missing. */
interface Placed extends Wanted {
  readonly part: string;
  readonly optional?: boolean;
}

/**
 * Reads truth, predictions and scores as arrays. Every value must be there and of its column's type: a metric over
 * whatever happens to parse is no metric. Only `attributes` may miss values.
 *
 * @param attributes further columns, by name
 * @throws InputError for a missing or ambiguous column, a missing value, a non-numeric or non-finite score, weights
 * below 0, a repeated id
 */
export async function readPredictions(
  engine: Engine,
  source: Source,
  columns: PredictionColumns = {},
  attributes: readonly string[] = [],
): Promise<Predictions> {
  const used = findColumns(source, columns);
  const candidates = probabilityColumns(source, used);
  if (used.predicted === undefined && used.score === undefined && candidates.found.length === 0)
    throw nothingPredicted(source);
  requireAttributes(source, attributes);
  const named = [...Object.values(used), ...candidates.found.map(({ name }) => name), ...attributes];
  const parsed = await parsedOnce(engine, source, named);
  try {
    const probabilities = await confirmed(engine, parsed.source, used, candidates);
    const types = await typesOf(engine, parsed.source, used, attributes);
    const placed = {
      parts: partForms(used, types),
      probabilities: probabilities.map(({ label, name }) => number(`probability of ${label}`, name)),
      attributes: attributes.map((name) => attributeForm(name, types)),
    };
    const all = [...placed.parts, ...placed.probabilities, ...placed.attributes];
    const read = await readVectors(engine, parsed.source, all);
    requireSameCount(source, read.rows);
    requireComplete(source.name, all, read);
    await requireDistinct(engine, parsed.source, used.id);
    return assemble(used, probabilities, attributes, placed.parts, read);
  } finally {
    await parsed.drop();
  }
}

type Probabilities = ProbabilityColumns['found'];

/** `p_cat` is a probability where every label of the truth has such a column. */
async function confirmed(
  engine: Engine,
  source: Source,
  { truth = '' }: UsedColumns,
  { found, certain }: ProbabilityColumns,
): Promise<Probabilities> {
  if (certain || found.length === 0) return found;
  const distinct = `SELECT DISTINCT ${textOf(columnOf(source, truth))} AS label FROM ${source.relation} LIMIT ${found.length + 1}`;
  const labels = (await engine.rows(distinct, source.name)).map(({ label }) => plain(String(label)));
  return labels.every((label) => found.some((column) => plain(column.label) === label)) ? found : [];
}

/** 1.0 is 1. */
const plain = (label: string): string =>
  label.trim() === '' || Number.isNaN(Number(label)) ? label : String(Number(label));

function assemble(
  used: UsedColumns,
  probabilities: Probabilities,
  attributes: readonly string[],
  parts: readonly Placed[],
  { rows, vectors }: Vectors,
): Predictions {
  const of = <T>(part: keyof UsedColumns): T | undefined =>
    vectors[parts.findIndex((each) => each.part === part)] as T | undefined;
  const [truth, predicted] = [of<Answers>('truth'), of<Answers>('predicted')];
  const [score, weight, cluster] = [of<Float64Array>('score'), of<Float64Array>('weight'), of<Categories>('cluster')];
  const columns = vectors.slice(parts.length, parts.length + probabilities.length) as Float64Array[];
  const further = vectors.slice(parts.length + probabilities.length) as (Categories | Float64Array)[];
  return {
    rows,
    ids: of<string[]>('id') ?? null,
    truth: truth ? spelt(truth) : [],
    ...(predicted && { predicted: spelt(predicted) }),
    ...(score && { score }),
    ...(columns.length > 0 && { probabilities: { labels: probabilities.map(({ label }) => label), columns } }),
    ...(weight && { weight }),
    ...(cluster && { cluster }),
    ...(attributes.length > 0 && {
      attributes: new Map(further.map((vector, at) => [attributes[at] ?? '', vector])),
    }),
    columns: used,
  };
}

type Answers = Categories | Float64Array;

/** One string per name, however many rows hold it. */
function spelt(answers: Answers): Float64Array | string[] {
  return answers instanceof Float64Array ? answers : Array.from(answers.codes, (code) => answers.names[code] ?? '');
}

/** Types of the columns whose form they decide. */
function typesOf(engine: Engine, source: Source, used: UsedColumns, attributes: readonly string[]) {
  const asked = [used.truth, used.predicted, ...attributes];
  return inferTypes(engine, { ...source, columns: source.columns.filter(({ name }) => asked.includes(name)) });
}

const isNumeric = (type: InferredType | undefined): boolean => type === 'integer' || type === 'number';
const number = (part: string, column: string): Placed => ({ part, column, form: 'number' });

/** Truth and prediction are numbers together or names together: class 1 against "1" must not differ by spelling. */
function partForms(used: UsedColumns, types: ReadonlyMap<string, InferredType>): Placed[] {
  const both = [used.truth, used.predicted].filter((name) => name !== undefined);
  const answers = both.every((name) => isNumeric(types.get(name))) ? 'number' : 'category';
  const forms: Readonly<Record<keyof UsedColumns, Placed['form']>> = {
    id: 'key',
    truth: answers,
    predicted: answers,
    score: 'number',
    weight: 'number',
    cluster: 'category',
  };
  return (Object.keys(used) as (keyof UsedColumns)[]).map((part) => ({
    part,
    column: used[part] ?? '',
    form: forms[part],
  }));
}

function attributeForm(column: string, types: ReadonlyMap<string, InferredType>): Placed {
  return { part: 'attribute', column, form: isNumeric(types.get(column)) ? 'number' : 'category', optional: true };
}

function requireAttributes({ columns, name: where }: Source, attributes: readonly string[]): void {
  const missing = attributes.find((name) => !columns.some((column) => column.name === name));
  if (missing === undefined) return;
  throw inputProblem({
    where,
    what: `there is no column ${quoted(missing)}, which the policy asks for`,
    next: 'Write it beside the predictions, or take it out of the policy.',
  });
}

function requireComplete(where: string, placed: readonly Placed[], { rows, vectors, missing }: Vectors): void {
  const at = placed.findIndex(({ optional }, index) => !optional && (missing[index] ?? 0) > 0);
  const broken = placed[at];
  if (broken) {
    throw inputProblem({
      where,
      what: `the column ${quoted(broken.column)} (${broken.part}) has rows without a ${broken.form === 'number' ? 'finite number' : 'value'}`,
      got: `${missing[at]} of ${rows} rows`,
      expected: 'a value in every row',
    });
  }
  const weight = placed.findIndex(({ part }) => part === 'weight');
  const weights = vectors[weight];
  if (weights instanceof Float64Array && weights.some((each) => each < 0))
    throw inputProblem({ where, what: `the weight ${quoted(placed[weight]?.column ?? '')} is below 0 in a row` });
}

async function requireDistinct(engine: Engine, source: Source, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const text = keyText(columnOf(source, id));
  const counts = await engine.row(
    `SELECT count(*) AS n, count(DISTINCT ${text}) AS ids FROM ${source.relation}`,
    source.name,
  );
  if (counts.n === counts.ids) return;
  const got = `${counts.ids} ids in ${counts.n} rows`;
  throw inputProblem({ where: source.name, what: `the id ${quoted(id)} appears more than once`, got });
}
