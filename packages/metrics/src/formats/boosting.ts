import { inputProblem } from '@ml-actions/core/error';
import { metricValue } from '../metric.ts';
import type { Noted } from '../noted.ts';
import { isTable } from './columns.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { overTime } from './table.ts';

/** What XGBoost, LightGBM and CatBoost call the rows they learn from, and the sets that only they number. */
const TRAINING = /^(train|training|learn)$/;
const NUMBERED = /^(validation|valid|eval)_\d+$/;

/** Whether a document is `evals_result` of a boosting library: set -> metric -> one value per iteration. */
export const isBoosting = (document: unknown): document is Mapping => {
  if (!isMapping(document) || !Object.values(document).every(isTable)) return false;
  const sets = Object.keys(document);
  return sets.some((name) => NUMBERED.test(name)) || (sets.length > 1 && sets.some((name) => TRAINING.test(name)));
};

/**
 * `<set>.<metric>` at the last iteration.
 *
 * @throws InputError where the sets' names leave open whether the lists run over iterations or folds
 */
export function boosting(document: Mapping, where: string): Noted {
  const sets = Object.keys(document);
  if (!sets.some((name) => NUMBERED.test(name) || name === 'learn')) {
    throw inputProblem({
      where,
      what: 'can be read in two ways',
      got: `lists under ${sets
        .slice(0, 3)
        .map((name) => JSON.stringify(name))
        .join(', ')}`,
      expected: 'numbers: the last iteration of each list, or lists under metric names: the scores of folds',
      next: 'Write only what counts.',
    });
  }
  const columns = Object.entries(document).flatMap(([set, metrics]) =>
    Object.entries(metrics as Mapping).map(
      ([name, list]) => [`${set}.${name}`, (list as unknown[]).map(metricValue)] as const,
    ),
  );
  return { ...overTime(new Map(columns), where), note: 'last iteration' };
}
