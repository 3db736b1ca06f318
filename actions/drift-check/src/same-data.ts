import { decodeRecord, recordOf } from '@ml-actions/core/record/record';
import { readVersion } from '@ml-actions/core/reference/find-version';
import { parseReference } from '@ml-actions/core/reference/reference';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';

/**
 * Whether the default branch still has the data that the serving version learned from: the data report of this commit
 * names the digest that the version names. False where nobody recorded it.
 */
export async function isSameData({ store, run, model }: Ports, modelVersion: string | null): Promise<boolean> {
  if (modelVersion === null) return false;
  const reference = parseReference(modelVersion, 'reference');
  if (reference.kind !== 'version') return false;
  const view = await (await store()).view();
  const version = await readVersion(view, reference.name, reference.version);
  const learned = version?.predicate.dataReport?.digest;
  if (learned === undefined) return false;
  const records = await view.list(layout.records(model, run.headSha));
  const path = records.filter((each) => /\/validate-data-[^/]*$/.test(each)).at(-1);
  const bytes = path === undefined ? undefined : await view.read(path);
  if (path === undefined || bytes === undefined) return false;
  return recordOf(await decodeRecord(bytes, path, ''), 'validate-data').predicate.digest === learned;
}
