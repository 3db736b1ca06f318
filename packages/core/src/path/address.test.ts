import { expect, test } from 'vitest';
import { inputProblem } from '../error.ts';
import { withoutQuery } from './address.ts';
import { quoted } from './inside.ts';

test.each([
  ['https://data.example/a.csv?sig=secret', 'https://data.example/a.csv'],
  ['https://data.example/a.csv?sig=se/cr?et sha256=0a', 'https://data.example/a.csv'],
  ['https://data.example/a.csv#secret', 'https://data.example/a.csv'],
  ['HTTP://user:secret@data.example/a.csv?secret', 'HTTP://data.example/a.csv'],
  ['https://user:p?ss@data.example/a.csv', 'https://data.example/a.csv'],
  ['s3://AKIA:wJal#K7@birds/a.csv', 's3://birds/a.csv'],
  ['s3://AKIA:wJal/K7@birds/a.csv', 's3://birds/a.csv'],
  ['https://token@data.example:8443/a@1.csv', 'https://data.example:8443/a@1.csv'],
  ['https://data.example:8443/a@1.csv?sig=secret', 'https://data.example:8443/a@1.csv'],
  ['s3://birds/12:30@sea.csv', 's3://birds/12:30@sea.csv'],
  [`hf://datasets/acme/birds@${'a'.repeat(40)}/x:y.csv`, `hf://datasets/acme/birds@${'a'.repeat(40)}/x:y.csv`],
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
  expect(quoted(`https://data.example/a.csv?sig=${'secret'.repeat(50)}`)).toBe('"https://data.example/a.csv"');
  expect(quoted(`https://user:${'secret'.repeat(50)}@data.example/a.csv`)).toBe('"https://data.example/a.csv"');
});
