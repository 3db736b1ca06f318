import { describe, expect, it } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { isCommand, parseCommand } from './command.ts';

const none = { model: null, gate: null };

describe('a command', () => {
  it.each([
    ['/ml-actions accept recall until merge: known dip', { ...none, checks: ['recall'], reason: 'known dip' }],
    ['  /ml-actions accept a, b,c until merge:x\n', { ...none, checks: ['a', 'b', 'c'], reason: 'x' }],
    ['/ml-actions accept all until merge: x', { ...none, checks: 'all', reason: 'x' }],
    ['/ml-actions accept a of birds until merge: x', { checks: ['a'], model: 'birds', gate: null, reason: 'x' }],
    [
      '/ml-actions accept a of birds/nightly until merge: x',
      { checks: ['a'], model: 'birds', gate: 'nightly', reason: 'x' },
    ],
    [
      '/ml-actions accept "slices.city=Rio, BR.recall" until merge: x',
      { ...none, checks: ['slices.city=Rio, BR.recall'], reason: 'x' },
    ],
    ['/ml-actions accept a, a until merge: see: #12', { ...none, checks: ['a'], reason: 'see: #12' }],
    ['/ml-actions accept a until merge: x\u202e\u0007y', { ...none, checks: ['a'], reason: 'x y' }],
  ])('%j', (body, command) => expect(parseCommand(body)).toEqual(command));

  it.each([
    ['/ml-actions', 'write `/ml-actions accept'],
    ['/ml-actions accept', 'write `/ml-actions accept'],
    ['/ml-actions accept a', 'write `/ml-actions accept'],
    ['/ml-actions accept until merge: x', 'write `/ml-actions accept'],
    ['/ml-actions accept a b until merge: x', 'write `/ml-actions accept'],
    ['/ml-actions accept a, until merge: x', 'write `/ml-actions accept'],
    ['/ml-actions accept a until tomorrow: x', 'write `/ml-actions accept'],
    ['/ml-actions accept a until merge: x\nand more', 'write `/ml-actions accept'],
    ['/ml-actions reject a until merge: x', 'write `/ml-actions accept'],
    ['/ml-actions accept a until merge:  ', 'followed by a reason'],
    [`/ml-actions accept a until merge: ${'x'.repeat(501)}`, 'longer than 500 characters'],
    ['/ml-actions accept all, a until merge: x', '`all` stands alone'],
  ])('%j is refused', (body, problem) =>
    expect(parseCommand(body)).toEqual({ problem: expect.stringContaining(problem) }),
  );

  it.each([
    ['/ml-actions accept', true],
    ['/ml-actions', true],
    ['please /ml-actions accept', false],
    ['> /ml-actions accept a until merge: x', false],
    ['/ml-actionsaccept', false],
  ])('%j speaks to us: %s', (body, is) => expect(isCommand(body)).toBe(is));

  it('never throws, whatever is written', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseCommand(`/ml-actions accept ${text}`)));
  });
});
