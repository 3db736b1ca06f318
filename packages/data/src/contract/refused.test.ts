import { describe, expect, test } from 'vitest';
import { parseContract } from './native.ts';

const problemOf = (text: string): string => {
  try {
    parseContract(`version: 1\n${text}`, 'c');
    return 'accepted';
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError' });
    return (error as Error).message;
  }
};

describe('what YAML allows, and a contract does not', () => {
  const bomb = ['a: &a [1, 2, 3, 4, 5, 6, 7, 8]', ...'bcdefg'.split('').map((name, at) => levelOf(name, 'abcdef'[at]))];
  test.each([
    ['an alias of nothing', 'columns: { a: *nope }', 'c:2: an alias names no anchor.'],
    ['an alias before its anchor', 'columns: { a: *x, b: &x integer }', 'c:2: an alias names no anchor.'],
    ['an alias in itself', 'columns: &x\n  a: *x', 'c:3: an alias stands inside what it names.'],
    ['aliases that multiply', bomb.join('\n'), 'c:1: aliases of aliases stand for too much.'],
    [
      'keys of two types and one spelling',
      'columns:\n  1: integer\n  "1": string',
      'c:4: a key appears twice in one mapping.',
    ],
    ['a key that is a list', 'columns: { a: integer, [b]: integer }', 'c:2: a key is no text (expected `key: value`).'],
    ['a tag', 'columns: { a: { type: integer, min: !at 5 } }', 'c:2: this is not YAML (Unresolved tag).'],
    ['an alias that is used twice', 'columns: { a: &x integer, b: *x, c: *x }', 'accepted'],
  ])('%s', (_, text, message) => {
    expect(problemOf(text)).toContain(message);
  });

  test('a column is called as its key is written', () => {
    const { rules } = parseContract('version: 1\ncolumns: { 1.0: integer, True: string }', 'c');
    expect(new Set(rules.map(({ column }) => column))).toEqual(new Set(['1.0', 'True', null]));
  });

  test('a problem is told once', () => {
    expect(problemOf('columns: { a: { type: integer, severity: off } }')).toBe(
      'c:2: columns.a.severity is not a severity (got "off", expected fail, warn, info).',
    );
  });
});

const levelOf = (name: string, below = 'a'): string => `${name}: &${name} [${Array(8).fill(`*${below}`).join(', ')}]`;
