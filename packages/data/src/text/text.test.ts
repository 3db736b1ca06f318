import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

describe('text', () => {
  const cases: readonly [what: string, keys: string, rows: string, told: string][] = [
    ['tokens: within', 'tokens: [1, 2]', 'abcdefgh,1\n', 'tokens pass 0/1'],
    ['tokens: bytes, not characters', 'tokens: [1, 2]', 'ééééé,1\nabcde,2\n', 'tokens fail 1/2'],
    ['tokens: a share may', 'tokens: [1, 2], failing: "<= 50%"', 'ééééé,1\nabcde,2\n', 'tokens pass 1/2'],
    ['characters: within', 'characters: "<= 5"', 'ééééé,1\n', 'characters pass 0/1'],
    ['characters: below the bound', 'characters: "< 5"', 'ééééé,1\n,2\n', 'characters fail 1/1'],
    ['utf8: whole', 'utf8: 0', 'é,1\n', 'utf8 pass 0/1'],
    ['utf8: lost before', 'utf8: 0', 'caf\ufffd,1\ncafé,2\n', 'utf8 fail 1/2'],
    ['duplicates: none', 'duplicates: 0', 'a,1\nA,2\n', 'duplicates pass 0/2'],
    ['duplicates: beyond the first, missing ones aside', 'duplicates: "<= 1"', 'a,1\na,2\na,3\n,4\n,5\n', 'duplicates fail 2/3'],
    ['nothing to look at', 'duplicates: 0', ',1\n', 'duplicates fail 0/0'],
  ]; // biome-ignore format: one glance
  test.each(cases)('%s', async (_, keys, rows, expected) => {
    const source = await space.source('text.csv', `x,k\n${rows}`);
    const report = await judge(space, [source], `checks: [{ text: { column: x, ${keys} } }]`);
    expect(told(report, 'text').join()).toBe(`text(x).${expected}`);
    expect(JSON.stringify(report)).not.toContain('abcde');
  });

  test('bytes of Parquet that are no UTF-8', async () => {
    const source = await space.parquet(
      'b.parquet',
      "SELECT unnest(['\\xFF\\xFE'::BLOB, 'abc'::BLOB, 'abc'::BLOB]) AS x",
    );
    const report = await judge(
      space,
      [source],
      'checks: [{ text: { column: x, utf8: 0, duplicates: 0, characters: [1, 3] } }]',
    );
    expect(told(report, 'text')).toEqual([
      'text(x).characters pass 0/3',
      'text(x).utf8 fail 1/3',
      'text(x).duplicates fail 1/3',
    ]);
  });

  test.each([
    ['{ column: x }', /asks for nothing/],
    ['{ utf8: 0 }', /names no column/],
    ['{ column: x, token: 1 }', /Did you mean tokens/],
  ])('refused: %s', async (keys, message) => {
    await expect(judge(space, [], `checks: [{ text: ${keys} }]`)).rejects.toThrow(message);
  });
});
