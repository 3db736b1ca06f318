import { inputProblem } from '../error.ts';
import { publicKeyOf } from '../record/sign.ts';
import { keySigner, type Sign } from '../record/signature.ts';
import type { Ports } from './ports.ts';

/** With what a record is signed. */
export interface Signing {
  /** `key`: a private key; `keyless`: the job's identity; `none`: nothing was there to sign with; `off`: not wanted */
  readonly state: 'key' | 'keyless' | 'none' | 'off';
  readonly sign: Sign | null;
  /** without a signature there is no record */
  readonly isRequired: boolean;
}

/** The inputs of an action that signs. */
export interface SigningInputs {
  readonly signing: 'auto' | 'required' | 'off';
  readonly 'signing-key': string | undefined;
}

/**
 * How this run signs: with the key that it was given, else as the workflow that it is, where the job may ask for an
 * identity. `auto` does that only where what becomes public is public anyway, or where the configuration names an
 * instance of Sigstore. Asked first, so that a broken key costs no work.
 *
 * @throws InputError for a key that cannot be used, or when a signature is required and nothing can make one
 */
export function signingOf(
  { signing, 'signing-key': key }: SigningInputs,
  ports: Pick<Ports, 'run' | 'env' | 'config'>,
): Signing {
  const isRequired = signing === 'required';
  if (signing === 'off') return { state: 'off', sign: null, isRequired };
  if (key) {
    publicKeyOf(key);
    return { state: 'key', sign: keySigner(key), isRequired };
  }
  const isPrivate = !ports.run.isPublic && !ports.config.shared.trust?.sigstore;
  if (hasIdentity(ports) && (isRequired || !isPrivate)) return { state: 'keyless', sign: keyless(ports), isRequired };
  if (!isRequired) return { state: 'none', sign: null, isRequired };
  throw inputProblem({
    where: 'signing',
    what: '`required`, but there is nothing to sign with',
    expected: '`signing-key`, or the job’s permission `id-token: write`',
    next: 'Pass a private key as a secret, or add the permission to sign as the workflow itself.',
  });
}

const hasIdentity = ({ env }: Pick<Ports, 'env'>): boolean =>
  Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL && env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);

/** Sigstore is loaded when the record is there. */
const keyless =
  ({ run, config }: Pick<Ports, 'run' | 'config'>): Sign =>
  async (type, payload) => {
    const [{ keylessSigner, publicGood, gitHubInstance }, { getIDToken }] = await Promise.all([
      import('../record/sign-keyless.ts'),
      import('@actions/core'),
    ]);
    const instance = config.shared.trust?.sigstore ?? (run.isPublic ? publicGood : gitHubInstance);
    return keylessSigner(instance, () => getIDToken('sigstore'))(type, payload);
  };
