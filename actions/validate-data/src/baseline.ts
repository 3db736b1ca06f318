import { messageOf } from '@ml-actions/core/error';
import { recordId } from '@ml-actions/core/record/identity';
import { recordOf } from '@ml-actions/core/record/record';
import { storedRecord } from '@ml-actions/core/reference/find-record';
import { parseReference } from '@ml-actions/core/reference/reference';
import type { Found } from '@ml-actions/core/reference/resolved';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Earlier } from './changes.ts';
import type { ValidateInputs } from './inputs.ts';

/** References that stand for nothing at first; what else is named has to be there. */
const MAY_BE_NOTHING: readonly string[] = ['auto', 'none', 'alias'];

/**
 * The record of earlier data that changes are held against: `auto` is that of the merge-base on a change; on the default
 * branch that of the model which serves, else of the newest ancestor that left one.
 *
 * @throws InputError for a reference that is none
 */
export async function earlierData({ baseline, matrix }: ValidateInputs, ports: Ports): Promise<Earlier> {
  const reference = parseReference(baseline, 'baseline');
  const id = recordId(undefined, matrix);
  try {
    const want = { action: 'validate-data', id, environment: 'production', committed: null } as const;
    const resolved = await ports.resolve(reference, want);
    const found = resolved.kind === 'found' ? await recordAt(resolved, id, ports) : resolved;
    return !MAY_BE_NOTHING.includes(reference.kind) && found.kind === 'none'
      ? { kind: 'failed', reason: found.reason }
      : found;
  } catch (error) {
    return { kind: 'failed', reason: messageOf(error) };
  }
}

/** The record itself, or the one that stands beside a version's commit. */
async function recordAt({ source, record, version, commit }: Found, id: string, ports: Ports): Promise<Earlier> {
  const own =
    version && commit
      ? await storedRecord(await (await ports.store()).view(), ports.model, commit, 'validate-data', id)
      : record && recordOf(record, 'validate-data');
  if (!own) return { kind: 'none', reason: `${source} has no record of its data` };
  const { sources, rules } = own.predicate;
  return { kind: 'found', source, sources, rules };
}
