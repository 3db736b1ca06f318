import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { PolicyError, toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify';
import { inputProblem, messageOf, ServiceError } from '../error.ts';
import { parseJson } from '../json/canonical.ts';
import type { Bundle, Trust } from './signature.ts';
import type { Judged } from './verify-signature.ts';

/**
 * Verifies a keyless signature (Sigstore client specification): the certificate's chain and its log, the time at which a
 * transparency log or time stamping authority saw the signature, the signature itself; then who the certificate names,
 * letter by letter.
 *
 * A root without transparency logs, as GitHub's for private repositories, demands a time stamp in their place.
 *
 * @throws ServiceError when the public trusted root cannot be fetched; InputError for a root that is none
 */
export async function verifyKeyless(bundle: Bundle, { identities, root }: Trust): Promise<Judged> {
  const trusted = root === null ? await publicRoot() : readRoot(root);
  const logs = Math.min(1, trusted.tlogs.length);
  const verifier = new Verifier(toTrustMaterial(trusted), {
    tlogThreshold: logs,
    ctlogThreshold: Math.min(1, trusted.ctlogs.length),
    timestampThreshold: 1,
  });
  try {
    const { identity } = verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
    const [subject = '', issuer = ''] = [identity?.subjectAlternativeName, identity?.extensions?.issuer];
    return identities.some((one) => one.subject === subject && one.issuer === issuer)
      ? { ok: true, signer: subject }
      : {
          ok: false,
          detail: `\`trust\` does not name who signed it (${JSON.stringify(subject)} of ${JSON.stringify(issuer)})`,
        };
  } catch (error) {
    // the library's parsers throw plain errors for hostile input: whatever it cannot verify is not verified
    const why = error instanceof VerificationError || error instanceof PolicyError ? error.message : 'it is malformed';
    return { ok: false, detail: `its Sigstore bundle does not hold: ${why}` };
  }
}

/** @throws InputError for a text that is no trusted root, or one that vouches for nobody */
function readRoot(text: string): TrustedRoot {
  const json = parseJson(Buffer.from(text), 'trust.root');
  try {
    const root = TrustedRoot.fromJSON(json);
    if (root.certificateAuthorities.length > 0) return root;
  } catch {
    // said below
  }
  throw inputProblem({
    where: 'trust.root',
    what: 'this is no trusted root of Sigstore',
    expected: 'the JSON that `cosign trusted-root create` or `gh attestation trusted-root` writes',
  });
}

/** The public good instance's root, kept fresh by The Update Framework. */
async function publicRoot(): Promise<TrustedRoot> {
  const { getTrustedRoot } = await import('@sigstore/tuf');
  try {
    return await getTrustedRoot();
  } catch (error) {
    throw new ServiceError(
      `trust.root: Sigstore's trusted root cannot be fetched (${messageOf(error)}). Name a file under \`trust.root\` where the network is closed.`,
    );
  }
}
