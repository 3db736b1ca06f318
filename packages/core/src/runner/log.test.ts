import { expect, it } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { inert } from './log.ts';

/** What the runner obeys: `::name` after white space at the start of a line, `##[name` anywhere. */
const obeyed = /^\s*::|##\[/m;

it.each([
  ['::add-path::/evil', '\u200b::add-path::/evil'],
  ['  ::set-output name=x::y', '  \u200b::set-output name=x::y'],
  ['a ##[error]b', 'a ##\u200b[error]b'],
  ['plain :: text', 'plain :: text'],
])('%s', (text, expected) => expect(inert(text)).toBe(expected));

it('nothing stays that the runner obeys', () => {
  const hostile = fc
    .array(fc.constantFrom('::', '##[', ' ', '\n', '\t', '\r', 'x', '#', '[', ':', '\u00a0'))
    .map((parts) => parts.join(''));
  fc.assert(fc.property(hostile, (text) => !obeyed.test(inert(text))));
});
