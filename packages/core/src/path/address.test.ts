import { expect, test } from 'vitest';
import { inputProblem } from '../error.ts';
import { withoutQuery } from './address.ts';
import { quoted } from './inside.ts';

test.each([
  ['https://data.example/a.csv?sig=secret', 'https://data.example/a.csv'],
  ['https://data.example/a.csv?sig=se/cr?et sha256=0a', 'https://data.example/a.csv'],
  ['https://data.example/a.csv#secret', 'https://data.example/a.csv'],
  ['HTTP://user:secret@data.example/a.csv?secret', 'HTTP://data.example/a.csv'],
  ['path:https://data.example/a b.csv?sig="secret"', 'path:https://data.example/a b.csv'],
  ['az://birds/a.csv?sv=1&sig=secret', 'az://birds/a.csv'],
  ['a.csv, https://data.example/b.csv?sig=secret', 'a.csv, https://data.example/b.csv'],
  ['s3://birds/part-?.csv', 's3://birds/part-?.csv'],
  ['s3://birds/year-?/month=1/a#1.csv', 's3://birds/year-?/month=1/a#1.csv'],
  ['data/what?.csv', 'data/what?.csv'],
  ['a question? see://', 'a question? see://'],
])('%s is told as %s', (text, told) => {
  expect(withoutQuery(text)).toBe(told);
  expect(quoted(text)).toBe(JSON.stringify(told));
  expect(inputProblem({ where: 'data', what: 'is wrong', got: text }).message).toContain(`got ${told})`);
});

test('a long name keeps no part of a query', () => {
  expect(quoted(`https://data.example/a.csv?sig=${'secret'.repeat(50)}`)).toBe('"https://data.example/a.csv..."');
});
