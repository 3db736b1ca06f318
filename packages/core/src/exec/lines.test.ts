import { expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { lineSplitter } from './lines.ts';

function split(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.write(chunk);
  splitter.end();
  return lines;
}

test.each([
  ['a\nb\n', ['a', 'b']],
  ['a\r\nb', ['a', 'b']],
  ['1%\r2%\r3%\n', ['1%', '2%', '3%']],
  ['\n\nx', ['', '', 'x']],
  ['', []],
])('%j', (text, lines) => {
  expect(split([Buffer.from(text)])).toEqual(lines);
});

test('where chunks begin and end changes nothing', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ü', '😀', '\n', '\r', '\r\n'), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 5 }), (sample, size) => {
      const bytes = Buffer.from(sample);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      expect(split(chunks)).toEqual(split([bytes]));
    }),
  );
});

test('an endless line is cut, and the next one is whole', () => {
  const chunk = Buffer.alloc(50_000, 'x');
  const lines = split([chunk, chunk, chunk, Buffer.from('\nnext\n')]);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe(`${'x'.repeat(64 * 1024)} ... [line cut]`);
  expect(lines[1]).toBe('next');
});
