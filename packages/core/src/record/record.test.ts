import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fakeRun } from '../../../../test/support/ports.ts';
import { recordBytes, statementAbout, trainRecord } from '../../../../test/support/records.ts';
import { decodeRecord, recordOf, signRecord } from './record.ts';
import { verifyDsse } from './sign.ts';
import { keySigner } from './signature.ts';

const run = fakeRun('/workspace');
const keys = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const decode = (bytes: Uint8Array) => decodeRecord(bytes, 'train.json', '/workspace');
const changed = (change: (statement: { predicate: object }) => unknown) => {
  const statement = JSON.parse(Buffer.from(recordBytes(trainRecord(run))).toString());
  change(statement);
  return Buffer.from(JSON.stringify(statement));
};

describe('a record', () => {
  it('reads back as it was written, unsigned', async () => {
    const { predicate, signature } = await decode(recordBytes(trainRecord(run)));
    expect({ predicate, signature }).toEqual({ predicate: trainRecord(run), signature: null });
  });

  it('reads back as it was written, signed, and its signature holds', async () => {
    const bytes = await signRecord(statementAbout(trainRecord(run)), keySigner(keys.privateKey));
    const { predicate, signature } = await decode(bytes);
    expect(predicate).toEqual(trainRecord(run));
    expect(verifyDsse(signature, [keys.publicKey])).toMatchObject({ ok: true });
  });

  it('has the same bytes whatever the order in which its keys were set', () => {
    const backwards = Object.fromEntries(Object.entries(trainRecord(run)).reverse()) as ReturnType<typeof trainRecord>;
    expect(recordBytes(backwards)).toEqual(recordBytes(trainRecord(run)));
  });

  it.each([
    ['empty', Buffer.from(''), /not JSON/],
    ['binary junk', Buffer.from([0, 255, 254, 1]), /not UTF-8/],
    ['another JSON', Buffer.from('{"a": 1}'), /is not a record of ml-actions/],
    ['a prototype key', Buffer.from('{"__proto__": {}}'), /__proto__/],
    ['an unknown action', changed(({ predicate }) => Object.assign(predicate, { action: 'deplpy' })), /action: /],
    [
      'another predicate type',
      changed((one) => Object.assign(one, { predicateType: 'https://evil.example' })),
      /predicate type/,
    ],
    ['an unknown field', changed(({ predicate }) => Object.assign(predicate, { extra: 1 })), /is not a record/],
    ['a wrong field', changed(({ predicate }) => Object.assign(predicate, { seed: 'x' })), /seed/],
    ['no subject', changed((one) => Object.assign(one, { subject: [] })), /is not a record/],
  ])('is refused: %s', (_, bytes, message) => expect(decode(bytes)).rejects.toThrow(message));

  it('of another action, or of one that failed, is not mistaken', async () => {
    const record = await decode(recordBytes(trainRecord(run)));
    expect(() => recordOf(record, 'evaluate-gate')).toThrow(
      'train.json: is the record of another action (got train, expected evaluate-gate).',
    );
    const { version, action, model, id, run: where, createdAt } = trainRecord(run);
    const failure = { version, action, model, id, run: where, createdAt, verdict: 'error', error: 'disk full' };
    const failed = await decode(recordBytes(failure));
    expect(() => recordOf(failed, 'train')).toThrow(
      'train.json: train could not decide (got disk full). Mend that first.',
    );
  });
});
