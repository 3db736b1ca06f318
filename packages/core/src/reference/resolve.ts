import { InputError, messageOf } from '../error.ts';
import type { ActionName } from '../record/predicate/header.ts';
import { untrusted } from '../record/verify-signature.ts';
import { resolveAuto } from './auto.ts';
import { fromAlias, fromGit, fromPath, fromRun, fromVersion } from './look-up.ts';
import type { Reference } from './reference.ts';
import { none, type Resolve, type Resolved, type Sources, type Want } from './resolved.ts';

/** The one resolver. Failures to look come back as `failed`; only a user's mistake throws (InputError). */
export const makeResolve =
  (sources: Sources): Resolve =>
  async (reference, want) => {
    try {
      return await believed(await resolveOne(sources, reference, want), sources, want);
    } catch (error) {
      if (error instanceof InputError) throw error;
      return { kind: 'failed', reason: messageOf(error) };
    }
  };

/** What is evidence elsewhere is signed where `trust` names signers; an unsigned one could make any comparison easy. */
const evidence: readonly ActionName[] = ['evaluate-gate', 'register-model'];

async function believed(resolved: Resolved, { trust }: Sources, want: Want): Promise<Resolved> {
  if (want.verifiedByCaller) return resolved;
  const record = resolved.kind === 'found' ? (resolved.version ?? resolved.record) : null;
  if (resolved.kind !== 'found' || record === null || !evidence.includes(record.predicate.action)) return resolved;
  const why = await untrusted(record, await trust());
  return why === null ? resolved : { kind: 'failed', reason: `${resolved.source}: ${why}` };
}

async function resolveOne(sources: Sources, reference: Reference, want: Want): Promise<Resolved> {
  switch (reference.kind) {
    case 'none':
      return none('none was asked for');
    case 'auto':
      return resolveAuto(sources, want);
    case 'path':
      return fromPath(sources, reference.path);
    case 'git':
      return fromGit(sources, reference.ref, reference.path);
    case 'version':
      return fromVersion(sources, reference.name, reference.version, reference.sha256);
    case 'alias':
      return fromAlias(sources, reference.name, reference.alias);
    case 'run':
      return fromRun(sources, reference.runId, want.action);
  }
}
