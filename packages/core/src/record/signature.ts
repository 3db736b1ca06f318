import * as z from 'zod';
import { type Envelope, envelopeSchema, type PublicKeyPem, signDsse } from './sign.ts';

/**
 * A Sigstore bundle around a DSSE envelope (github.com/sigstore/protobuf-specs, sigstore_bundle.proto): the certificate
 * of a short-lived key, and who witnessed when it signed. What is inside is read when it is verified.
 */
const bundleSchema = z.looseObject({
  mediaType: z.string().startsWith('application/vnd.dev.sigstore.bundle'),
  verificationMaterial: z.looseObject({}),
  dsseEnvelope: envelopeSchema,
});

export type Bundle = z.infer<typeof bundleSchema>;

export const signatureSchema = z.union([envelopeSchema, bundleSchema]);

/** What a signed record's file holds: an envelope that a key signed, or a bundle that somebody's identity signed. */
export type Signature = Envelope | Bundle;

export const isBundle = (signature: Signature): signature is Bundle => 'dsseEnvelope' in signature;

/** The envelope that holds the payload. */
export const envelopeOf = (signature: Signature): Envelope =>
  isBundle(signature) ? signature.dsseEnvelope : signature;

/** Signs a payload. @throws InputError for a key that cannot be used, ServiceError when a service did not sign */
export type Sign = (payloadType: string, payload: Uint8Array) => Promise<Signature>;

/** Signs with a private key, ECDSA P-256 in PEM. */
export const keySigner =
  (privateKeyPem: string): Sign =>
  async (payloadType, payload) =>
    signDsse(payloadType, payload, privateKeyPem);

/** Somebody whose keyless signatures count: exactly this certificate identity. */
export interface Identity {
  /** URL of the OpenID Connect issuer that vouched for the signer */
  readonly issuer: string;
  /** the certificate's subject alternative name: on GitHub the URL of the workflow file at its ref */
  readonly subject: string;
}

/** Whose signatures count. */
export interface Trust {
  readonly keys: readonly PublicKeyPem[];
  readonly identities: readonly Identity[];
  /** a Sigstore trusted root (JSON text); null: that of the public good instance */
  readonly root: string | null;
}

export const nobody: Trust = { keys: [], identities: [], root: null };

/** Whether anybody's signature counts: then nothing unsigned does. */
export const namesSigners = ({ keys, identities }: Trust): boolean => keys.length + identities.length > 0;
