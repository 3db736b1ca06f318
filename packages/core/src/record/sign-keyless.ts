import { bundleToJSON } from '@sigstore/bundle';
import { DSSEBundleBuilder, FulcioSigner, InternalError, RekorWitness, TSAWitness } from '@sigstore/sign';
import { messageOf, ServiceError } from '../error.ts';
import type { Bundle, Sign } from './signature.ts';

/** The services of one Sigstore instance. At least one of `rekor` and `timestamp` witnesses when it was signed. */
export interface SigstoreInstance {
  readonly fulcio: string;
  readonly rekor?: string | undefined;
  readonly timestamp?: string | undefined;
}

/** Sigstore's public good instance: names and digests that it logs are public for ever. */
export const publicGood: SigstoreInstance = {
  fulcio: 'https://fulcio.sigstore.dev',
  rekor: 'https://rekor.sigstore.dev',
};
/** GitHub's instance for private repositories, which logs nothing in public. */
export const gitHubInstance: SigstoreInstance = {
  fulcio: 'https://fulcio.githubapp.com',
  timestamp: 'https://timestamp.githubapp.com',
};

const timeoutMs = 10_000;
const retry = 2;

/**
 * Signs with a key that lives for this one signature: Fulcio certifies it for the workflow's identity, a transparency log
 * or a time stamping authority witnesses it.
 *
 * @param identityToken gives an OpenID Connect token for the audience `sigstore`
 */
export const keylessSigner =
  ({ fulcio, rekor, timestamp }: SigstoreInstance, identityToken: () => Promise<string>): Sign =>
  async (type, payload) => {
    const limits = { retry, timeout: timeoutMs };
    const builder = new DSSEBundleBuilder({
      signer: new FulcioSigner({ fulcioBaseURL: fulcio, identityProvider: { getToken: identityToken }, ...limits }),
      witnesses: [
        ...(rekor ? [new RekorWitness({ rekorBaseURL: rekor, entryType: 'dsse', ...limits })] : []),
        ...(timestamp ? [new TSAWitness({ tsaBaseURL: timestamp, ...limits })] : []),
      ],
    });
    try {
      return bundleToJSON(await builder.create({ type, data: Buffer.from(payload) })) as unknown as Bundle;
    } catch (error) {
      const why = error instanceof InternalError && error.cause ? `: ${messageOf(error.cause)}` : '';
      throw new ServiceError(`signing: the record could not be signed keyless (${messageOf(error)}${why}).`);
    }
  };
