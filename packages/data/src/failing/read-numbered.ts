import type { Engine } from '../engine.ts';
import type { Source } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { MOST_ROWS } from './failing-file.ts';
import { type FailingRows, rowsBreaking, selectFailing } from './failing-rows.ts';
import { positionIn } from './numbered.ts';

/** Values that JavaScript looked at one by one. */
export interface LookedAt<T> {
  readonly of: number;
  /** how many values have each fault */
  readonly faults: ReadonlyMap<T, number>;
  readonly rows: FailingRows;
}

/**
 * Looks at every present value of a column, and remembers the places of the first that have a fault.
 *
 * @param text SQL of the value's text
 * @param present predicate of the rows that are looked at
 */
export async function lookAt<T>(
  engine: Engine,
  source: Source,
  { column, text, present }: { readonly column: string; readonly text: Sql; readonly present: Sql },
  faultOf: (text: string) => T | null,
): Promise<LookedAt<T>> {
  const position = positionIn(source);
  const all = rowsBreaking(source, [column], { among: present, broken: 'true' });
  const faults = new Map<T, number>();
  const places: string[] = [];
  let of = 0;
  for await (const chunk of engine.chunks(selectFailing(all, `${text} AS x, ${position}`), source.name)) {
    const [texts = [], positions = []] = [0, 1].map((at) => chunk.getColumnValues(at));
    for (const [at, value] of texts.entries()) {
      of += 1;
      const fault = faultOf(String(value));
      if (fault === null) continue;
      faults.set(fault, (faults.get(fault) ?? 0) + 1);
      if (places.length < MOST_ROWS) places.push(String(positions[at]));
    }
  }
  const broken = places.length === 0 ? 'false' : `${position} IN (${places.join(', ')})`;
  return { of, faults, rows: { ...all, broken } };
}
