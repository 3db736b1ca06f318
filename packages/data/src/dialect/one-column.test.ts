import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseContract } from '../contract/native.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { requireSameCount } from '../second-count.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

async function valuesOf(name: string, text: string, read: string, column = 'a'): Promise<unknown[]> {
  const { csv } = parseContract(`version: 1\nread: { csv: { ${read} } }\ncolumns: { '${column}': string }`, 'c.yaml');
  const source = await space.source(name, text, { csv });
  const rows = await space.engine.rows(`SELECT "${column}" AS v FROM ${source.relation}`);
  requireSameCount(source, rows.length);
  return rows.map(({ v }) => v);
}

describe('a blank line of one column', () => {
  const text = 'a\n1\n\n""\nNA\n\n';
  test.each<[read: string, values: unknown[] | RegExp]>([
    ['', ['1', null, '', 'NA', null]],
    ['null: ["", NA]', ['1', null, '', null, null]],
    ['blank_lines: skip', ['1', '', 'NA']],
    ['null: [NA], blank_lines: skip', ['1', '', null]],
    ['null: [], blank_lines: skip', ['1', '', 'NA']],
    ['blank_lines: refuse', /line 3 of "one.csv": a line between rows is blank/],
    ['null: [NA]', /blank_lines: skip .* or list "" under `null` where it is a missing value/],
  ])('%s', async (read, values) => {
    const read_ = valuesOf('one.csv', text, read);
    if (Array.isArray(values)) expect(await read_).toEqual(values);
    else await expect(read_).rejects.toThrow(values);
  });
});

describe('one column whose every row holds another delimiter', () => {
  const text = 'name, first\nDoe, J\nRoe, R\n';
  test('is one where the contract states the delimiter and names the column', async () => {
    expect(await valuesOf('one.tsv', text, 'delimiter: "\\t"', 'name, first')).toEqual(['Doe, J', 'Roe, R']);
    expect(await valuesOf('one.tsv', 'Doe, J\nRoe, R\n', 'header: false')).toEqual(['Doe, J', 'Roe, R']);
  });

  test('is otherwise an error that says how to go on', async () => {
    await expect(valuesOf('one.tsv', text, 'delimiter: "\\t"')).rejects.toThrow(
      'data: "one.tsv" is written with another delimiter (got ",", expected tab). Correct `read.csv.delimiter`, or name files with another delimiter as data of their own. Where the text is one column, state the delimiter and the column under `columns`.',
    );
  });
});
