import { inputProblem } from '@ml-actions/core/error';
import type { Engine } from '../engine.ts';
import { literal } from '../sql.ts';
import type { Judged } from './judged.ts';

/**
 * Refuses truths that are written otherwise than what the model says: none would ever be right. Two truths without the
 * positive class cannot be those of a binary model; two without any class that the model says are taken for others too.
 * One class alone is no proof: a model may well say nothing else.
 * @throws InputError for such truths
 */
export async function requireSharedClasses(engine: Engine, { relation, positive, name }: Judged): Promise<void> {
  const isShared = positive === null ? 'truth IN (SELECT said FROM labelled)' : `truth = ${literal(positive)}`;
  const counts = await engine.row(
    `WITH labelled AS (SELECT DISTINCT said, truth FROM ${relation} WHERE said IS NOT NULL AND truth IS NOT NULL) ` +
      `SELECT count(DISTINCT said) AS said, count(DISTINCT truth) AS truths, ` +
      `coalesce(bool_or(${isShared}), true) AS shared FROM labelled`,
    name,
  );
  const told = positive === null ? Math.min(Number(counts.said), Number(counts.truths)) : Number(counts.truths);
  if (counts.shared === true || told < 2) return;
  throw inputProblem({
    where: 'truth',
    what: `the classes in ${name} are not those that the model says`,
    got: `${counts.truths} others`,
    next: 'Write truths and predictions alike, such as both as `1` and `0`.',
  });
}
