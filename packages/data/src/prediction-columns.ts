import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Config } from '@ml-actions/core/runner/config';
import { nearest } from '@ml-actions/core/runner/nearest';
import { IMAGE_NAME } from './images/table.ts';
import type { Source, Table } from './source.ts';

/** Which column plays which part; absent ones are looked for by name. */
export interface PredictionColumns {
  readonly id?: string;
  readonly truth?: string;
  readonly predicted?: string;
  readonly score?: string;
  readonly weight?: string;
  readonly cluster?: string;
}

export type Part = keyof PredictionColumns;
/** The columns that are used, by part. */
export type UsedColumns = { readonly [part in Part]?: string };

/** Names of the field, most specific first; compared without case. */
const NAMES: Readonly<Record<Part, readonly string[]>> = {
  id: ['id', 'row_id', 'example_id', 'sample_id', 'uid', 'uuid'],
  truth: ['y_true', 'truth', 'target', 'label', 'actual', 'relevance', 'y'],
  predicted: ['y_pred', 'prediction', 'predicted', 'y_hat', 'pred'],
  score: ['y_score', 'score', 'y_proba', 'proba', 'y_prob', 'probability', 'prob'],
  weight: ['sample_weight', 'weight'],
  cluster: ['cluster', 'query_id', 'qid', 'query'],
};

/** Columns of one probability per label: `proba_cat`, `y_prob_cat`. */
const PROBABILITY = /^(?:y_)?prob(?:a|ability)?[_.](.+)$/i;
/** As short, and said of much else: it counts only where labels of the truth follow. */
const SHORT_PROBABILITY = /^p_(.+)$/i;
/** Two columns of probabilities are those of a binary task, which has one score. */
const FEWEST_PROBABILITIES = 2;

/**
 * Which column of a predictions file plays which part: as given, else by the names of the field.
 *
 * @throws InputError for a given column that is not there, and without a truth
 */
export function findColumns(source: Pick<Source, 'columns' | 'name'>, given: PredictionColumns): UsedColumns {
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
export const idColumnOf = ({ columns, format }: Pick<Table, 'columns' | 'format'>): string | undefined =>
  format === 'images'
    ? IMAGE_NAME
    : byName(
        columns.map(({ name }) => name),
        NAMES.id,
      );

/** The setting `columns` as parts: the configuration says `prediction`, this reader `predicted`. */
export const partsOf = ({ id, truth, score, prediction, weight, cluster }: Columns): PredictionColumns => ({
  ...(id !== undefined && { id }),
  ...(truth !== undefined && { truth }),
  ...(score !== undefined && { score }),
  ...(prediction !== undefined && { predicted: prediction }),
  ...(weight !== undefined && { weight }),
  ...(cluster !== undefined && { cluster }),
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

/** Columns of probabilities by label. */
export interface ProbabilityColumns {
  readonly found: readonly { readonly label: string; readonly name: string }[];
  /** false: their names may mean something else, unless every label of the truth has one */
  readonly certain: boolean;
}

/** Columns with one probability per label each; none beside the score of a binary task. */
export function probabilityColumns({ columns }: Pick<Source, 'columns'>, { score }: UsedColumns): ProbabilityColumns {
  const named = (form: RegExp) =>
    columns.flatMap(({ name }) => {
      const [, label] = form.exec(name) ?? [];
      return label === undefined ? [] : [{ label, name }];
    });
  const [long, short] = [named(PROBABILITY), named(SHORT_PROBABILITY)];
  const certain = long.length >= FEWEST_PROBABILITIES;
  const found = certain ? long : short;
  const needed = score === undefined ? FEWEST_PROBABILITIES : FEWEST_PROBABILITIES + 1;
  return { found: found.length < needed ? [] : found, certain };
}

/** @returns the error of a file that predicts nothing */
export const nothingPredicted = (source: Source): Error =>
  inputProblem({
    where: source.name,
    what: 'there is neither a prediction nor a score',
    got: `columns ${source.columns.map(({ name }) => quoted(name)).join(', ')}`,
    expected: `one of ${[...NAMES.predicted, ...NAMES.score].join(', ')}, or proba_<label>`,
    next: 'Name it in `columns` as `predicted` or `score`.',
  });
