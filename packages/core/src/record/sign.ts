import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod';
import { inputProblem } from '../error.ts';

/** ECDSA on NIST P-256 with SHA-256, the algorithm OpenSSF Model Signing and cosign default to. */
const CURVE = 'prime256v1';
const HASH = 'sha256';

const base64 = z.base64();

export const envelopeSchema = z.strictObject({
  payloadType: z.string().min(1),
  payload: base64,
  signatures: z.array(z.strictObject({ keyid: z.string().optional(), sig: base64 })).min(1),
});

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md v1.0.0); base64 is the standard alphabet with padding. */
export type Envelope = z.infer<typeof envelopeSchema>;

/** A public key in PEM (SPKI), or that PEM once more in base64. */
export type PublicKeyPem = string;

export type Verification =
  | { readonly ok: true; readonly payload: Uint8Array; readonly payloadType: string; readonly keyid: string }
  | { readonly ok: false; readonly reason: VerificationFailure; readonly detail: string };

/**
 * `malformed`: no DSSE envelope. `unknown-key`: signed by no key of `trust`. `bad-signature`: a trusted key is named,
 * but payload or signature were changed. `unusable-key`: `trust` holds something that is no P-256 public key, or nothing.
 */
export type VerificationFailure = 'malformed' | 'unknown-key' | 'bad-signature' | 'unusable-key';

/**
 * Signs a payload into a DSSE envelope with ECDSA P-256 (DER signature).
 *
 * @param privateKeyPem PEM (PKCS#8 or SEC1, not encrypted), or that PEM in base64
 * @throws InputError when the key cannot be used; the message never holds key material
 */
export function signDsse(payloadType: string, payload: string | Uint8Array, privateKeyPem: string): Envelope {
  const key = privateKey(privateKeyPem);
  const bytes = Buffer.from(payload);
  const signature = sign(HASH, preAuthEncoding(payloadType, bytes), key);
  return {
    payloadType,
    payload: bytes.toString('base64'),
    signatures: [{ keyid: keyIdOf(createPublicKey(key)), sig: signature.toString('base64') }],
  };
}

/**
 * Verifies an envelope against trusted public keys. The keyid inside is only a hint (DSSE protocol.md), so each
 * signature is tried with every key. Never throws for what the envelope or `trust` holds.
 */
export function verifyDsse(envelope: unknown, trust: readonly PublicKeyPem[]): Verification {
  const parsed = envelopeSchema.safeParse(envelope);
  if (!parsed.success) return refused('malformed', 'this is not a DSSE envelope');
  const keys = trust.map(publicKey);
  if (keys.length === 0 || keys.includes(undefined)) {
    return refused('unusable-key', 'trust must name ECDSA P-256 public keys in PEM, at least one');
  }
  const { payloadType, payload, signatures } = parsed.data;
  const bytes = Buffer.from(payload, 'base64');
  const signed = preAuthEncoding(payloadType, bytes);
  for (const key of keys.filter((key) => key !== undefined)) {
    if (signatures.some(({ sig }) => verifies(signed, key, sig))) {
      return { ok: true, payload: bytes, payloadType, keyid: keyIdOf(key) };
    }
  }
  const trusted = new Set(keys.map((key) => key && keyIdOf(key)));
  if (signatures.some(({ keyid }) => keyid !== undefined && trusted.has(keyid))) {
    return refused('bad-signature', 'a trusted key is named, but the signature does not match the payload');
  }
  return refused('unknown-key', 'no trusted key made the signature');
}

/**
 * The id of a public key: hexadecimal SHA-256 of its SPKI in DER.
 *
 * @throws InputError when it is no P-256 public key
 */
export function publicKeyId(pem: PublicKeyPem, where = 'trust'): string {
  const key = publicKey(pem);
  if (key === undefined)
    throw inputProblem({ where, what: 'this is not a public key that can be used', expected: EXPECTED });
  return keyIdOf(key);
}

/** The public key (PEM, SPKI) that belongs to a private one. @throws InputError as `signDsse` */
export const publicKeyOf = (privateKeyPem: string): PublicKeyPem =>
  createPublicKey(privateKey(privateKeyPem)).export({ type: 'spki', format: 'pem' }).toString();

const EXPECTED = 'an ECDSA P-256 key in PEM, or that PEM in base64';

/** PAE of DSSE protocol.md: lengths in bytes, so that type and payload cannot be shifted into each other. */
function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}

function verifies(signed: Buffer, key: KeyObject, signature: string): boolean {
  return verify(HASH, signed, key, Buffer.from(signature, 'base64'));
}

function privateKey(text: string): KeyObject {
  const next = 'Make one: openssl ecparam -name prime256v1 -genkey -noout';
  let key: KeyObject;
  try {
    key = createPrivateKey(pemOf(text));
  } catch {
    throw inputProblem({
      where: 'signing key',
      what: 'this is not a private key that can be read',
      expected: EXPECTED,
      next,
    });
  }
  if (isP256(key)) return key;
  const got = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType;
  throw inputProblem({
    where: 'signing key',
    what: 'the key has the wrong type',
    got: got ?? '',
    expected: EXPECTED,
    next,
  });
}

/** A PEM that also holds a private key is refused: a secret in `trust` must not pass silently. */
function publicKey(text: string): KeyObject | undefined {
  const pem = pemOf(text);
  if (pem.includes('PRIVATE KEY')) return undefined;
  try {
    const key = createPublicKey(pem);
    return isP256(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

const isP256 = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === CURVE;

const pemOf = (text: string): string =>
  text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');

const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');

const refused = (reason: VerificationFailure, detail: string): Verification => ({ ok: false, reason, detail });
