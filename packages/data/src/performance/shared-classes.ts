import type { Engine } from '../engine.ts';
import { literal } from '../sql.ts';
import type { Judged } from './judged.ts';

/**
 * Classes of truths that are written otherwise than what the model says: none would ever be right. Truths are of another
 * kind where not one of them is a class that the model says or that the reference knows: one shared class is enough, for
 * the rest may be rare. Where the reference knows fewer than two classes, a single truth is no proof either: a model may
 * well say nothing else.
 *
 * @returns how many classes the truths have; null: they share one with the model, or too few have arrived to tell
 */
export async function otherClasses(
  engine: Engine,
  { relation, positive, negative, name }: Judged,
): Promise<number | null> {
  const known = [positive, negative].filter((each) => each !== null);
  const isKnown = known.length > 0 ? ` OR truth IN (${known.map(literal).join(', ')})` : '';
  const counts = await engine.row(
    'WITH labelled AS (SELECT DISTINCT said, chosen, truth ' +
      `FROM ${relation} WHERE said IS NOT NULL AND truth IS NOT NULL) ` +
      'SELECT count(DISTINCT said) AS said, count(DISTINCT truth) AS truths, ' +
      'coalesce(bool_or(truth IN (SELECT chosen FROM labelled WHERE chosen IS NOT NULL)' +
      `${isKnown}), true) AS shared FROM labelled`,
    name,
  );
  const [said, truths] = [Number(counts.said), Number(counts.truths)];
  const isProof = known.length === 2 || (truths > 1 && (positive !== null || said > 1));
  return counts.shared !== true && isProof ? truths : null;
}
