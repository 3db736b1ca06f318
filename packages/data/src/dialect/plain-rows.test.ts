import { describe, expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { RowCounter, type RowForm } from './csv-rows.ts';
import { passPlainRows } from './plain-rows.ts';

const COMMA = 0x2c;

const cases: [what: string, text: string, width: number, rows: number, end: number][] = [
  ['rows of each length', 'a,b\n,\n1234,56789\n1,\n', 2, 4, 20],
  ['a row that is not whole', '1,2\n3,4', 2, 1, 4],
  ['a field too many', '1,2\n3,4,5\n6,7\n', 2, 1, 4],
  ['a field too few', '1,2\n34567\n6,7\n', 2, 1, 4],
  ['an empty row', '1\n\n2\n', 1, 1, 2],
  ['a quote', '1,2\n3,"4"\n5,6\n', 2, 1, 4],
  ['a carriage return', '1,2\n3,4\r\n5,6\n', 2, 1, 4],
  ['NUL', '1,2\n3,\0\n5,6\n', 2, 1, 4],
  ['bytes that differ from a comma and a line feed in one bit', '\u00ac-\u008a\u000b,(\n', 2, 1, 9],
  ['as many fields as a byte counts, and more', `${','.repeat(255)}\n${','.repeat(511)}\n`, 256, 1, 256],
  ['more fields than that', `${','.repeat(999)}\n${','.repeat(743)}\n`, 1_000, 1, 1_000],
  ['a row beyond what is looked through at once', `1,2\n${'x'.repeat(70_000)},3\n`, 2, 1, 4],
];
test.each(cases)('%s', (_, text, width, rows, end) => {
  expect(passPlainRows(Buffer.from(text), 0, { delimiter: COMMA, width, lineEnd: 'LF' })).toMatchObject({ rows, end });
});

const returns: [what: string, text: string, width: number, rows: number, end: number][] = [
  ['rows of each length', 'a,b\r\n,\r\n1234,56789\r\n1,\r\n', 2, 4, 24],
  ['an empty row', '1\r\n\r\n2\r\n', 1, 1, 3],
  ['a line feed alone', '1,2\r\n3,4\n5,6\r\n', 2, 1, 5],
  ['a line feed alone, and no byte before it', '1\r\n\n2\r\n', 1, 1, 3],
  ['a carriage return inside of a row', '1,2\r\n3\r,4\r\n5,6\r\n', 2, 1, 5],
  ['two carriage returns', '1,2\r\n3,4\r\r\n5,6\r\n', 2, 1, 5],
  ['a quote', '1,2\r\n3,"4"\r\n', 2, 1, 5],
];
test.each(returns)('with carriage returns: %s', (_, text, width, rows, end) => {
  expect(passPlainRows(Buffer.from(text), 0, { delimiter: COMMA, width, lineEnd: 'CRLF' })).toMatchObject({
    rows,
    end,
  });
});

/** What is told of a file that comes in pieces. */
function told(text: string, form: RowForm, size: number): unknown {
  const counter = new RowCounter(form, (line) => `line ${line}`);
  const bytes = Buffer.from(text);
  try {
    for (let at = 0, end = 0; at < bytes.length; at = end) {
      end = at + size + (bytes.toString('latin1', at + size - 1, at + size + 1) === '\r\n' ? 1 : 0);
      counter.push(bytes.subarray(at, end));
    }
    counter.end();
    return [counter.rows, counter.blankLines];
  } catch (error) {
    return (error as Error).message;
  }
}

const field = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('', 'a', 'bcd', '12345', ' x', ';') },
  { weight: 1, arbitrary: fc.constantFrom('"q"', '"a,b"', '"a\nb"', 'q"', '"q', ' "q"', '\0', 'a\rb', '\r') },
);
const line = fc.oneof(
  { weight: 40, arbitrary: fc.tuple(field, field, field).map((fields) => fields.join(',')) },
  { weight: 2, arbitrary: fc.constantFrom('', '', 'a,b', 'a,b,c,d', ' ') },
);
const END = fc.constantFrom('\n', '\n', '\r\n', '\r\n', '\r');
/** Behind what is not plain, rows are read one by one for a while. */
const filler = fc.constantFrom(
  [],
  [],
  Array.from({ length: 180 }, () => 'a,b,c'),
);
const text = fc
  .tuple(END, END, fc.array(fc.tuple(line, filler), { maxLength: 30 }))
  .map(([first, end, lines]) => `a,b,c${first}${lines.flat(2).join(end)}`);

describe('four bytes at a time as one by one', () => {
  test.each(['refuse', 'skip'] as const)('blank lines: %s', (blankLines) => {
    const form = { delimiter: ',', header: true, width: 3, blankLines, skipInitialSpace: false };
    const seen = new Set<string>();
    fc.assert(
      fc.property(text, (each) => {
        const one = told(each, form, 1);
        seen.add(typeof one);
        expect(told(each, form, each.length)).toEqual(one);
        expect(told(each, form, 13)).toEqual(one);
      }),
      { numRuns: 150 },
    );
    expect(seen).toEqual(new Set(['object', 'string']));
  });
});

describe('behind all that is looked through at once', () => {
  const form = { delimiter: ',', header: true, width: 2, blankLines: 'refuse', skipInitialSpace: false } as const;
  const rows = 'a,b\n'.repeat(1 + 2 ** 14);
  test('a row as long as the reader takes', () => {
    expect(told(`${rows}${'x'.repeat(1_999_990)},y\n`, form, 2 ** 20)).toEqual([2 ** 14 + 1, 0]);
  });
  test('a blank line', () => {
    expect(told(`${rows}\na,b\na,b\n`, form, 2 ** 20)).toMatch('line 16386: a line between rows is blank');
  });
});
