import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

async function judged(check: string) {
  const train = { ...(await space.source('train.csv', 'id,age\n1,18\n2,30\n3,x\n')), name: 'train' };
  const test = { ...(await space.source('test.csv', 'id,age\n4,40\n')), name: 'test' };
  const text = `version: 1\ncolumns: { age: { type: integer } }\nchecks:\n  - sql: ${check}`;
  const contract = parseContract(text, 'data-contract.yaml');
  const files = { workspace: space.root, base: space.root };
  const { rules } = await checkData({ engine: space.engine, sources: [train, test], contract, files });
  return rules
    .filter(({ kind }) => kind === 'sql')
    .map(({ id, status, got, note }) => `${id} ${status} ${note ?? got}`);
}

test.each([
  ['no rows', '{ name: q, query: "SELECT * FROM train WHERE age < 0" }', 'sql(q) pass 0'],
  ['rows', '{ name: q, query: "SELECT * FROM train WHERE age > 18" }', 'sql(q) fail 1'],
  ['a bound', '{ name: q, query: "SELECT id FROM train", rows: ">= 3" }', 'sql(q) pass 3'],
  [
    'a number of two inputs',
    '{ name: q, query: "SELECT (SELECT avg(age) FROM test) - avg(age) FROM train", value: [0, 10] }',
    'sql(q) fail 16',
  ],
  [
    'no number',
    '{ name: q, query: "SELECT avg(age) FROM train WHERE age < 0", value: [0, 10] }',
    'sql(q) fail there is nothing to measure',
  ],
  ['a number that no double is', '{ name: q, query: "SELECT 9007199254740993", value: "<= 9007199254740992" }', 'fail'],
  [
    'no end',
    '{ name: q, query: "SELECT CAST(\'inf\' AS DOUBLE)", value: ">= 0" }',
    'error the query gives no finite number',
  ],
  [
    'a day',
    '{ name: q, query: "SELECT DATE \'2024-01-01\'", value: ">= 0" }',
    'error the query gives no finite number',
  ],
  ['a text', '{ name: q, query: "SELECT \'many\'", value: ">= 0" }', 'error the query gives no finite number'],
  ['an empty text', '{ name: q, query: "SELECT \'\'", value: ">= 0" }', 'error the query gives no finite number'],
  ['a truth', '{ name: q, query: "SELECT true", value: ">= 0" }', 'error the query gives no finite number'],
  [
    'its own tables',
    '{ name: q, query: "WITH a AS (SELECT age FROM train) SELECT * FROM a WHERE age > 99" }',
    'sql(q) pass 0',
  ],
  [
    'two columns',
    '{ name: q, query: "SELECT id, age FROM test", value: 4 }',
    'cannot be evaluated: Subquery returns 2 columns',
  ],
  ['many rows', '{ name: q, query: "SELECT age FROM train", value: 4 }', 'the query gives more than one row'],
  [
    'two statements',
    '{ name: q, query: "SELECT 1); COPY train TO \'x.csv\'; SELECT (1" }',
    'cannot be evaluated: syntax error',
  ],
  ['a write', '{ name: q, query: "INSERT INTO train VALUES (1)" }', 'cannot be evaluated: syntax error'],
  [
    'what cannot be looked into',
    '{ name: q, query: "PIVOT train ON age USING count(*)" }',
    'is not made of SELECTs alone',
  ],
  [
    'a number that there is not',
    '{ name: q, query: "SELECT ln(min(age) - 18) FROM train", value: 4 }',
    'a number is out of range',
  ],
  [
    'another table',
    '{ name: q, query: "SELECT * FROM production" }',
    'sql(q) error `query` cannot be evaluated: there is no table production',
  ],
  [
    'a file inside',
    '{ name: q, query: "SELECT * FROM read_csv(\'train.csv\')" }',
    'reads what the function read_csv reads',
  ],
  ['a file by its name', '{ name: q, query: "SELECT * FROM \'train.csv\'" }', 'reads the table or file train.csv'],
  [
    'a list of files',
    '{ name: q, query: "SELECT (SELECT count(*) FROM glob(\'**\')), 1" }',
    'reads what the function glob',
  ],
  [
    'a file under a name of its own',
    `{ name: q, query: 'WITH "x.csv" AS (SELECT 1) SELECT * FROM "x.csv"' }`,
    'reads the table or file x.csv',
  ],
  ['text that is run', '{ name: q, query: "FROM query(\'SELECT 1\')" }', 'reads what the function query reads'],
  ['tables of the engine', '{ name: q, query: "SELECT * FROM main.x" }', 'reads the table or file x'],
  ['rows of its own', '{ name: q, query: "SELECT * FROM range(3), train WHERE age > 99" }', 'sql(q) pass 0'],
  ['a file outside', '{ name: q, query: "SELECT * FROM read_text(\'/etc/passwd\')" }', 'sql(q) error'],
])('%s', async (_, check, expected) => {
  expect(await judged(check)).toEqual([expect.stringContaining(expected)]);
});

test('conditions read no files either', async () => {
  const { relation } = await space.source('some.csv', 'id,age\n1,18\n');
  const beside = "age > (SELECT count(*) FROM read_text('some.csv'))";
  expect(await space.engine.expressionProblem(beside, relation)).toBe(
    'reads what the function read_text reads, and may read nothing but rows of the inputs',
  );
  expect(await space.engine.expressionProblem("id IN (SELECT unnest(['1', '2']))", relation)).toBeNull();
});

test.each([
  ['agee > 1', 'cannot be evaluated: there is no column "agee"'],
  ['age >', 'cannot be evaluated: syntax error at or near ")"'],
  ['grade(age) > 1', 'cannot be evaluated: there is no function grade'],
  ['age > (SELECT count(*) FROM others)', 'cannot be evaluated: there is no table others'],
  ['age LIKE 5', "cannot be evaluated: No function matches the given name and argument types '~~(VARCHAR, INTEGER)'."],
  ["age = '1'); COPY data TO 'x.csv'; SELECT (1", 'is not made of SELECTs alone'],
  ['age > 1); SELECT (2', 'is more than one expression'],
  ['age > 1, id', 'cannot be evaluated: '],
  ['(SELECT count(*) FROM (PIVOT data ON age USING count(*))) > 1', 'is not made of SELECTs alone'],
])('a condition is refused in plain words: %s', async (sql, problem) => {
  const { relation } = await space.source('some.csv', 'id,age\n1,18\n');
  const said = await space.engine.expressionProblem(sql, relation);
  expect(said?.slice(0, problem.length)).toBe(problem);
});
