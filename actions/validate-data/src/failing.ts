import { messageOf } from '@ml-actions/core/error';
import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import type { DataReport } from '@ml-actions/data/check';
import type { Engine } from '@ml-actions/data/engine';
import { type Found, findRows } from '@ml-actions/data/failing/find';
import type { Samples } from './samples.ts';

/** What may be shown of the failing rows. It stands beside the record and never in it: a record is kept for ever. */
export interface Failing {
  readonly level: Samples['level'];
  /** relative path of the file of failing rows; null: there is none */
  readonly path: string | null;
  readonly rules: readonly FailingRule[];
  /** why the rows could not be looked for; the verdict stands without them */
  readonly problem: string | null;
}

/** The failing rows of one rule at `masked` or `values`. */
export interface FailingRule extends Pick<DataRule, 'id' | 'source' | 'line'> {
  readonly failing: number;
  /** rows of it in the file */
  readonly kept: number;
  readonly shown: Found['shown'];
}

/** Where the first failing rows of each rule stand, and what may be shown of them. */
export async function failingOf(
  engine: Engine,
  { rules, broken }: DataReport,
  { level, path, file }: Samples,
  { key, personal }: { readonly key: readonly string[]; readonly personal: ReadonlySet<string> },
): Promise<{ readonly failing: Failing; readonly places: Places }> {
  const indices = [...broken.keys()];
  const telling = level === 'none' ? null : { level, file, key, personal };
  try {
    const found = await findRows(engine, [...broken.values()], telling);
    const byRule = new Map(indices.map((index, at) => [index, found[at] ?? null]));
    const shown = rules.flatMap((rule, at) => shownOf(rule, byRule.get(at) ?? null));
    const failing = { level, path: shown.length > 0 ? path : null, rules: shown, problem: null };
    return { failing, places: new Map([...byRule].map(([at, one]) => [at, one?.first ?? []])) };
  } catch (error) {
    return { failing: { level, path: null, rules: [], problem: messageOf(error) }, places: new Map() };
  }
}

/** The first failing rows, by the index of their rule. */
export type Places = ReadonlyMap<number, Found['first']>;

function shownOf({ id, source, line, failing }: DataReport['rules'][number], found: Found | null): FailingRule[] {
  if (found === null || found.kept === null) return [];
  return [{ id, source, line, failing: failing ?? 0, kept: found.kept, shown: found.shown }];
}
