import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource, type Source } from '../source.ts';
import type { CsvOptions } from './csv.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

async function open(files: Readonly<Record<string, string>>, csv: CsvOptions = {}): Promise<Source> {
  for (const [name, content] of Object.entries(files)) await space.write(name, content);
  return openSource(space.engine, { name: 'data', paths: Object.keys(files), root: space.root, csv });
}
const found = async (...given: Parameters<typeof open>): Promise<unknown> => {
  const { dialect, columns } = await open(...given);
  return [dialect?.delimiter, dialect?.from, columns.map(({ name }) => name).join(' ')];
};

describe('the delimiter that is found', () => {
  test.each<[what: string, text: string, delimiter: string, columns: string]>([
    ['splits all rows', 'a;b\n1,5;2\n3,4;5\n', ';', 'a b'],
    ['is not one that stands in quotes', '"a;x"|b\n"1;2"|3\n', '|', 'a;x b'],
    ['is not one that splits the rows but not the header', 'text,n\n1\t2,3\n4\t5,6\n', ',', 'text n'],
    ['is a tab', 'a\tb\n1\t2\n', '\t', 'a b'],
    ['is a comma where there is one column', 'text\nx\ny\n', ',', 'text'],
  ])('%s', async (_, text, delimiter, columns) => {
    expect(await found({ 'a.csv': text })).toEqual([delimiter, 'found', columns]);
  });

  test('has the number of columns that the contract names, where there is no header', async () => {
    const names = ['x', 'y'];
    expect(await found({ 'a.csv': '1,5;2,5\n3,5;4,5\n' }, { names })).toEqual([';', 'found', 'x y']);
  });

  test('is not guessed where two split every row', async () => {
    await expect(open({ 'a.csv': 'a;b,c\n1;2,3\n4;5,6\n' })).rejects.toThrow(
      'data: the delimiter of "a.csv" cannot be told: two split every row alike (got "," and ";"). State it in the contract: `read: { csv: { delimiter: ... } }`.',
    );
    expect(await found({ 'a.csv': 'a;b,c\n1;2,3\n' }, { delimiter: ';' })).toEqual([';', 'given', 'a b,c']);
  });
});

describe('a delimiter that the file contradicts is an error', () => {
  const commas = 'a,b\n1,2\n';
  test.each<[what: string, files: Record<string, string>, csv: CsvOptions, message: string]>([
    [
      'declared',
      { 'a.csv': commas },
      { delimiter: ';' },
      '"a.csv" is written with another delimiter (got ",", expected ";")',
    ],
    ['of the extension', { 'a.tsv': commas }, {}, '"a.tsv" is written with another delimiter (got ",", expected tab)'],
    [
      'of another file',
      { 'a.csv': commas, 'b.csv': 'a;b\n3;4\n' },
      {},
      '"b.csv" is written with another delimiter (got ";", expected ",")',
    ],
    [
      'of another file whose header is another',
      { 'a.csv': commas, 'b.csv': 'a,c\n3,4\n' },
      {},
      'the header of "b.csv" differs from that of "a.csv"',
    ],
    [
      'of another file without a header',
      { 'a.csv': '1,2\n', 'b.csv': '3;4\n' },
      { names: ['a', 'b'] },
      'the first row of "b.csv"',
    ],
    [
      'far behind the head',
      { 'a.csv': `a,b\n${'1,2\n'.repeat(99_999)}3;4\n` },
      {},
      'line 100001 of "a.csv": a row has another number of columns than the header (got 1 columns, expected 2)',
    ],
  ])('%s', async (_, files, csv, message) => {
    await expect(open(files, csv)).rejects.toThrow(message);
  });

  test('one column whose values have delimiters is one column', async () => {
    expect(await found({ 'a.tsv': 'text\na,b\nc,d\n' })).toEqual(['\t', 'given', 'text']);
    expect(await found({ 'a.csv': '"a;b"\n1\n' }, { delimiter: ',' })).toEqual([',', 'given', 'a;b']);
  });
});
