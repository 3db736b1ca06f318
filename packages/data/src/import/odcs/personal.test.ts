import { expect, test } from 'vitest';
import { parseContract } from '../../contract/native.ts';

test.each([
  [{ classification: 'restricted' }, true],
  [{ classification: 'Highly Confidential' }, true],
  [{ classification: 'C3' }, true],
  [{ classification: ' Public ' }, false],
  [{ classification: '' }, false],
  [{ tags: ['finance', 'contains_PII'] }, true],
  [{ tags: ['sensitivity:personal'] }, true],
  [{ tags: ['shipping', 'happii'] }, false],
  [{ classification: 'public', tags: ['gdpr'] }, true],
  [{}, false],
])('%j is personal: %s', (stated, isPersonal) => {
  const contract = {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: 'a',
    version: '1',
    status: 'active',
    schema: [{ name: 't', properties: [{ name: 'a', logicalType: 'string', ...stated }] }],
  };
  expect(parseContract(JSON.stringify(contract), 'c.yaml').meaning.personal.has('a')).toBe(isPersonal);
});
