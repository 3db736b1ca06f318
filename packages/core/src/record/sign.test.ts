import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Envelope, publicKeyId, publicKeyOf, signDsse, verifyDsse } from './sign.ts';

const CUT_SHORT = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
-----END PUBLIC KEY-----`;

const TYPE = 'application/vnd.in-toto+json';

function keyPair(namedCurve = 'P-256') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sec1: privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    open: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

const mine = keyPair();
const other = keyPair();
const envelope = signDsse(TYPE, '{"a":"ü"}', mine.secret);

const changed = (change: Partial<Envelope>): Envelope => ({ ...envelope, ...change });
const flipped = (text: string) => {
  const bytes = Buffer.from(text, 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString('base64');
};

describe('DSSE', () => {
  test('what one key signs, its public key verifies', () => {
    for (const secret of [mine.secret, mine.sec1, Buffer.from(mine.secret).toString('base64')]) {
      const signed = signDsse(TYPE, Buffer.from('{"a":"ü"}'), secret);
      for (const trust of [[mine.open], [other.open, Buffer.from(mine.open).toString('base64')]]) {
        expect(verifyDsse(JSON.parse(JSON.stringify(signed)), trust)).toEqual({
          ok: true,
          payload: Buffer.from('{"a":"ü"}'),
          payloadType: TYPE,
          keyid: publicKeyId(mine.open),
        });
      }
    }
    expect(publicKeyOf(mine.secret)).toBe(mine.open);
  });

  test('signs the pre-authentication encoding of DSSE protocol.md, as DER', () => {
    const encoded = Buffer.from('DSSEv1 28 application/vnd.in-toto+json 10 {"a":"ü"}');
    const signature = Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64');
    expect(verify('sha256', encoded, mine.open, signature)).toBe(true);
  });

  test('a wrong or missing keyid is only a hint', () => {
    const [signature] = envelope.signatures;
    expect(verifyDsse(changed({ signatures: [{ sig: signature?.sig ?? '' }] }), [mine.open]).ok).toBe(true);
    expect(verifyDsse(changed({ signatures: [{ sig: signature?.sig ?? '', keyid: 'x' }] }), [mine.open]).ok).toBe(true);
  });

  test.each([
    ['a changed payload', changed({ payload: flipped(envelope.payload) }), [mine.open], 'bad-signature'],
    ['a changed type', changed({ payloadType: 'text/plain' }), [mine.open], 'bad-signature'],
    [
      'a changed signature',
      changed({ signatures: envelope.signatures.map((s) => ({ ...s, sig: flipped(s.sig) })) }),
      [mine.open],
      'bad-signature',
    ],
    [
      'an empty signature',
      changed({ signatures: envelope.signatures.map((s) => ({ ...s, sig: '' })) }),
      [mine.open],
      'bad-signature',
    ],
    ['an unknown key', envelope, [other.open], 'unknown-key'],
    ['no trusted key', envelope, [], 'unusable-key'],
    ['a key of another curve', envelope, [mine.open, keyPair('P-384').open], 'unusable-key'],
    ['a private key as trust', envelope, [mine.secret], 'unusable-key'],
    ['a key cut short', envelope, [CUT_SHORT], 'unusable-key'],
    ['no signature', changed({ signatures: [] }), [mine.open], 'malformed'],
    ['junk', 'junk', [mine.open], 'malformed'],
    ['payload that is no base64', changed({ payload: '*' }), [mine.open], 'malformed'],
  ])('refuses %s', (_, sample, trust, reason) => {
    expect(verifyDsse(sample, trust)).toMatchObject({ ok: false, reason });
  });

  test('length prefixes keep type and payload apart', () => {
    const signed = signDsse('a', 'b 1 c', mine.secret);
    expect(
      verifyDsse({ ...signed, payloadType: 'a 5 b', payload: Buffer.from('c').toString('base64') }, [mine.open]).ok,
    ).toBe(false);
  });

  test.each([
    ['', 'signing key: this is not a private key that can be read'],
    [mine.open, 'signing key: this is not a private key that can be read'],
    [mine.secret.replace(/.{20}\n/, '\n'), 'signing key: this is not a private key that can be read'],
    [
      keyPair('P-384').secret,
      'signing key: the key has the wrong type (got secp384r1, expected an ECDSA P-256 key in PEM, or that PEM in base64). Make one: openssl ecparam -name prime256v1 -genkey -noout',
    ],
  ])('a key that cannot be used is named without its content', (secret, message) => {
    const attempt = () => signDsse(TYPE, 'x', secret);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow('BEGIN');
  });
});
