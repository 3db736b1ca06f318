import { verifyDsse } from './sign.ts';
import { isBundle, namesSigners, type Signature, type Trust } from './signature.ts';

/** Who signed, in words, or why the signature does not count. */
export type Judged = { readonly ok: true; readonly signer: string } | { readonly ok: false; readonly detail: string };

const DIGITS_SHOWN = 12;

/**
 * Whether a signature is that of somebody whom `trust` names.
 *
 * @throws ServiceError when the trusted root of a keyless signature cannot be had
 */
export async function verifySignature(signature: Signature, trust: Trust): Promise<Judged> {
  if (isBundle(signature)) {
    if (trust.identities.length === 0)
      return { ok: false, detail: 'it is signed by an identity, but `trust` names keys only' };
    const { verifyKeyless } = await import('./verify-keyless.ts');
    return verifyKeyless(signature, trust);
  }
  if (trust.keys.length === 0) return { ok: false, detail: 'it is signed by a key, but `trust` names identities only' };
  const verified = verifyDsse(signature, trust.keys);
  return verified.ok
    ? { ok: true, signer: `key ${verified.keyid.slice(0, DIGITS_SHOWN)}` }
    : { ok: false, detail: verified.detail };
}

/** Why a record that stands in the store must not be believed; null: it may, or `trust` names nobody. */
export async function untrusted(
  record: { readonly signature: Signature | null },
  trust: Trust,
): Promise<string | null> {
  if (!namesSigners(trust)) return null;
  if (record.signature === null) return 'it is not signed, but `trust` names who signs';
  const judged = await verifySignature(record.signature, trust);
  return judged.ok ? null : judged.detail;
}
