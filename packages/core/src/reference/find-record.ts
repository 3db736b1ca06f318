import type { Predicates } from '../record/predicate/all.ts';
import type { ActionName } from '../record/predicate/header.ts';
import { decodeRecord, failureOf, type LoadedRecord, recordOf } from '../record/record.ts';
import { layout } from '../store/layout.ts';
import type { StoreView } from '../store/store.ts';

/**
 * The newest usable record that default-branch runs left in the store for a commit, or null. Records that only say
 * that their action failed are passed over.
 *
 * @param counts which of the others are looked at; all, if nothing is said
 */
export async function storedRecord<A extends ActionName>(
  view: StoreView,
  model: string,
  commit: string,
  action: A,
  id: string,
  counts: (predicate: Predicates[A]) => boolean = () => true,
): Promise<LoadedRecord<Predicates[A]> | null> {
  const found: LoadedRecord<Predicates[A]>[] = [];
  for (const path of await view.list(layout.records(model, commit))) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!name.startsWith(`${action}-${id}-`)) continue;
    const record = await decodeRecord((await view.read(path)) ?? new Uint8Array(), path, '');
    if (record.predicate.action !== action || record.predicate.id !== id || failureOf(record.predicate)) continue;
    const own = recordOf(record, action);
    if (counts(own.predicate)) found.push(own);
  }
  return found.sort((a, b) => a.predicate.createdAt.localeCompare(b.predicate.createdAt)).at(-1) ?? null;
}
