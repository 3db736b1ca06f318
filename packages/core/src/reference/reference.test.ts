import { describe, expect, it } from 'vitest';
import { parseReference } from './reference.ts';

const hex = 'ab'.repeat(32);

describe('parseReference', () => {
  it.each([
    ['auto', { kind: 'auto' }],
    ['none', { kind: 'none' }],
    ['path:a/b.json', { kind: 'path', path: 'a/b.json' }],
    ['git:main:metrics.json', { kind: 'git', ref: 'main', path: 'metrics.json' }],
    ['churn@41', { kind: 'version', name: 'churn', version: 41, sha256: null }],
    [`churn@41#sha256:${hex}`, { kind: 'version', name: 'churn', version: 41, sha256: hex }],
    ['churn:production', { kind: 'alias', name: 'churn', alias: 'production' }],
    ['run:123', { kind: 'run', runId: '123' }],
  ])('%s', (text, expected) => expect(parseReference(text, 'baseline')).toEqual(expected));

  it.each([
    '',
    'metrics.json',
    'churn@0',
    'churn@1.5',
    'churn@1#sha256:abc',
    'path:',
    'git:main',
    'run:x',
    's3:bucket',
    'a b:c',
    '../x@1',
  ])('refuses %j', (text) => expect(() => parseReference(text, 'baseline')).toThrow(/^baseline: is not a reference/));
});
