import { expect, it } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { parseAssignments } from './command-files.ts';

it.each([
  ['a=1\nb=2=3\n', { a: '1', b: '2=3' }],
  ['a<<E\nx\n\ny\nE\nb=\n', { a: 'x\n\ny', b: '' }],
  ['a<<E\r\nx\r\nE\r\n', { a: 'x' }],
  ['', {}],
])('%j', (text, expected) => expect(parseAssignments(text)).toEqual(expected));

it.each([
  ['nonsense\n', "Invalid format 'nonsense'."],
  ['a<<E\nx\n', "Matching delimiter not found 'E'."],
])('refuses %j', (text, expected) => expect(() => parseAssignments(text)).toThrow(expected));

it('reads back any value between delimiters', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const lines = value.replaceAll('\r', '');
      expect(parseAssignments(`a<<ghadelimiter_1\n${lines}\nghadelimiter_1\n`)).toEqual({ a: lines });
    }),
  );
});
