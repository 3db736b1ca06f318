import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseContract } from '../contract/native.ts';

const home = join(import.meta.dirname, '..', '..', '..', '..', 'test', 'fixture', 'contracts');

/** How many rules a table of an official example has, or what of it is not supported, without the advice. */
function outcome(file: string, table?: string, ignore: readonly string[] = []): string {
  try {
    const text = readFileSync(join(home, file), 'utf8');
    const { rules, blocks } = parseContract(text, file, { ignore, ...(table !== undefined && { table }) });
    return `${rules.length} rules, ${blocks.length} blocks`;
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError' });
    const lines = (error as Error).message.split('\n');
    return lines.map((line) => line.replace(`${file}:`, '').replace(/\. (Check this|Name it).*/, '')).join('\n');
  }
}

describe('an official example is read, and what is not supported is named', () => {
  test('ODCS 3.2, the full example', () => {
    const file = 'full-example-v3.2.0.odcs.yaml';
    expect(outcome(file)).toMatchInlineSnapshot(`"5: the file describes 2 objects (expected one of tbl, receivers)"`);
    expect(outcome(file, 'tbl')).toMatchInlineSnapshot(
      `"314: "retention" is not supported: no object is called "tab1""`,
    );
    expect(outcome(file, 'tbl', ['retention'])).toMatchInlineSnapshot(`"14 rules, 2 blocks"`);
    expect(outcome(file, 'receivers')).toMatchInlineSnapshot(
      `"314: "retention" is not supported: no object is called "tab1""`,
    );
  });

  test('ODCS 3.2, what is new in it', () => {
    const file = 'all-new-fields-v3.2.0.odcs.yaml';
    expect(outcome(file, 'turnover')).toMatchInlineSnapshot(`
      "98: "semanticType" is not supported: the column is computed by a query
      139: "normalized" is not supported: the length of a vector is not checked"
    `);
    expect(outcome(file, 'notes')).toMatchInlineSnapshot(
      `"1: the contract holds no rule (expected at least \`columns:\` or \`checks:\`)."`,
    );
  });

  test('Table Schema, every type', () => {
    expect(outcome('full.table-schema.json')).toMatchInlineSnapshot(`
      "61: "format" is not supported: it is not checked
      73: "type" is not supported: no native type
      102: "foreignKeys" is not supported: the resource is not in this file"
    `);
  });

  test('Data Package of two resources with a foreign key', () => {
    expect(outcome('datapackage.json', 'data')).toMatchInlineSnapshot(`"13 rules, 0 blocks"`);
    expect(outcome('datapackage.json', 'data2')).toMatchInlineSnapshot(`"6 rules, 1 blocks"`);
  });
});

test('a contract of no table says so', () => {
  expect(() => parseContract('{"apiVersion": "v3.1.0", "kind": "DataContract"}', 'c')).toThrow('describes no object');
});
