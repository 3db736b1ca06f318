import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import type { PredictionColumns } from './prediction-columns.ts';
import { readPredictions } from './predictions.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const read = async (
  content: string,
  columns?: PredictionColumns,
  name = 'predictions.csv',
  attributes: string[] = [],
) => readPredictions(space.engine, await space.source(name, content, { name: 'predictions' }), columns, attributes);

describe('readPredictions', () => {
  test('finds the columns by name and says which', async () => {
    const found = await read('id,Label,y_pred,score,weight\na,0,1,0.75,1\nb,1,1,0.5,2\n');
    expect(found).toEqual({
      rows: 2,
      ids: ['a', 'b'],
      truth: Float64Array.of(0, 1),
      predicted: Float64Array.of(1, 1),
      score: Float64Array.of(0.75, 0.5),
      weight: Float64Array.of(1, 2),
      columns: { id: 'id', truth: 'Label', predicted: 'y_pred', score: 'score', weight: 'weight' },
    });
  });

  test('keeps class names and takes given columns first', async () => {
    const found = await read('{"truth":"cat","guess":"dog","y_pred":"x"}\n', { predicted: 'guess' }, 'p.jsonl');
    expect(found).toMatchObject({
      ids: null,
      truth: ['cat'],
      predicted: ['dog'],
      columns: { truth: 'truth', predicted: 'guess' },
    });
  });

  test('probabilities of labels, clusters, and further columns by name', async () => {
    const content =
      'id,truth,proba_cat,proba_dog,proba_fox,cluster,country,age\na,cat,0.5,0.3,0.2,z,MT,30\nb,dog,0.1,0.8,0.1,y,,\n';
    expect(await read(content, {}, 'p.csv', ['country', 'age'])).toMatchObject({
      probabilities: {
        labels: ['cat', 'dog', 'fox'],
        columns: [Float64Array.of(0.5, 0.1), Float64Array.of(0.3, 0.8), Float64Array.of(0.2, 0.1)],
      },
      cluster: { codes: Int32Array.of(1, 0), names: ['y', 'z'] },
      attributes: new Map<string, unknown>([
        ['country', { codes: Int32Array.of(0, -1), names: ['MT'] }],
        ['age', Float64Array.of(30, Number.NaN)],
      ]),
    });
    await expect(read(content, {}, 'p.csv', ['sex'])).rejects.toThrow(
      'predictions: there is no column "sex", which the policy asks for. Write it beside the predictions, or take it out of the policy.',
    );
  });

  test.each([
    ['two beside a score are that score', 'y_true,score,proba_0,proba_1\n1,0.9,0.1,0.9\n', undefined],
    ['three count beside a score', 'y_true,score,prob_a,prob_b,prob_c\na,0.9,0.9,0.1,0\n', ['a', 'b', 'c']],
    ['short names with every label of the truth', 'y_true,p_1,p_2.0,p_3\n1,1,0,0\n2,0,1,0\n', ['1', '2.0', '3']],
    ['short names of something else', 'y_true,y_pred,p_value,p_b\n1,1,x,0\n2,2,,1\n', undefined],
  ])('columns of probabilities: %s', async (_, content, labels) => {
    expect((await read(content)).probabilities?.labels).toEqual(labels);
  });

  test('names of any spelling, in any number', async () => {
    const names = ["it's", 'a "quoted" one', 'Ünïcode 🦆', ' spaced ', 'NULL', '-1'];
    const rows = Array.from({ length: 5000 }, (_, row) => ({
      truth: names[row % names.length],
      y_pred: `${row}`,
      site: null,
    }));
    const content = rows.map((row) => JSON.stringify(row)).join('\n');
    const found = await read(content, {}, 'names.jsonl', ['site']);
    expect(found.truth).toEqual(rows.map(({ truth }) => truth));
    expect(found.predicted).toEqual(rows.map(({ y_pred }) => y_pred));
    expect(found.attributes?.get('site')).toEqual({ codes: new Int32Array(5000).fill(-1), names: [] });
  });

  test('leaves nothing behind in the engine', async () => {
    const left = `SELECT (SELECT count(*) FROM duckdb_tables()) AS tables,
      (SELECT count(*) FROM duckdb_types() WHERE logical_type = 'ENUM' AND NOT internal) AS types`;
    await read('y_true,y_pred\na,b\n');
    await expect(read('id,y_true,y_pred\n1,a,b\n1,a,b\n')).rejects.toThrow('more than once');
    expect(Object.values(await space.engine.row(left)).map(Number)).toEqual([0, 0]);
  });

  test('a number beside a name is a name', async () => {
    expect(await read('y_true,y_pred\n1,other\n2,2\n')).toMatchObject({ truth: ['1', '2'], predicted: ['other', '2'] });
  });

  test('keeps the order of the file', async () => {
    const n = 50_000;
    const found = await read(
      `id,y_true,y_pred\n${Array.from({ length: n }, (_, i) => `${i},${i % 2},1`).join('\n')}\n`,
    );
    expect(found.ids).toEqual(Array.from({ length: n }, (_, i) => String(i)));
  });

  test('keeps it over many row groups and threads', async () => {
    const source = await space.parquet(
      'many.parquet',
      'SELECT i::DOUBLE AS y_true, 0.5 AS score FROM range(600000) t(i)',
    );
    const { truth } = await readPredictions(space.engine, source);
    expect((truth as Float64Array).every((value, at) => value === at)).toBe(true);
  });

  test.each<[string, string, PredictionColumns?]>([
    ['no truth', 'a,y_pred\n1,1\n'],
    ['no prediction', 'y_true,b\n1,1\n'],
    ['a missing value', 'y_true,y_pred\n1,1\n,0\n'],
    ['a score that is text', 'y_true,score\n1,high\n'],
    ['a score that is NaN', 'y_true,score\n1,nan\n'],
    ['a negative weight', 'y_true,y_pred,weight\n1,1,-1\n'],
    ['a repeated id', 'id,y_true,y_pred\n1,1,1\n1,0,0\n'],
    ['an unknown column', 'y_true,y_pred\n1,1\n', { score: 'y_prd' }],
  ])('%s is one error', async (_, content, columns = {}) => {
    await expect(read(content, columns)).rejects.toThrowErrorMatchingSnapshot();
  });
});
