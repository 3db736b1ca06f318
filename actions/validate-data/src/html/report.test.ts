import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReference } from '@ml-actions/core/reference/reference';
import { sectionText } from '@ml-actions/core/report/section-text';
import { expect, test } from 'vitest';
import type { Earlier } from '../changes.ts';
import { check, workspaceWith } from '../fixture/check.ts';
import { ranking } from './bars.ts';
import { htmlReport } from './report.ts';

/** 200 columns and some words around them (specification: one page that a mail can carry). */
const LARGEST_PAGE = 300_000;

type Files = Readonly<Record<string, string>>;

async function pageOf(files: Files, given = {}) {
  const workspace = await workspaceWith(files);
  const { outcome, predicate } = await check(workspace, given);
  return { page: await readFile(join(workspace, String(outcome.outputs['html-report'])), 'utf8'), predicate };
}

function wide(columns: number, rows: number): string {
  const names = Array.from({ length: columns }, (_, at) => `a_rather_long_feature_name_${at}`);
  const value = (row: number, at: number) =>
    at % 3 === 2 ? `word ${(row * at) % 12}` : String((((row + at) * 7919) % 10_007) / 100);
  const lines = Array.from({ length: rows }, (_, row) => names.map((_, at) => value(row, at)).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

test('200 columns fit into 300 KB, without a script or an address to load', async () => {
  const columns = Array.from({ length: 200 }, (_, at) => `  a_rather_long_feature_name_${at}: { nulls: "<= 1%" }\n`);
  const contract = `version: 1\ndata: data.csv\ncolumns:\n${columns.join('')}`;
  const { page } = await pageOf({ 'data-contract.yaml': contract, 'data.csv': wide(200, 300) });
  expect(Buffer.byteLength(page)).toBeLessThan(LARGEST_PAGE);
  expect(page.match(/<svg /g)).toHaveLength(200);
  expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('</span> PASS</h1>');
  expect(page).toContain('<summary>401 rules passed</summary>');
}, 60_000);

test('the verdict stands first, then what is broken, with the columns that it is about', async () => {
  const contract =
    'version: 1\ndata: data.csv\ncolumns:\n  age: { type: integer, max: 100, failing: "<= 10%" }\n  b: { severity: warn, nulls: 0 }\n';
  const { page } = await pageOf({ 'data-contract.yaml': contract, 'data.csv': 'age,b\n30,x\n200,\n' });
  const places = ['</span> FAIL</h1>', '<code>age.range</code>', '<code>b.nulls</code>', 'id="columns"', 'id="passed"'];
  expect(places.map((each) => page.indexOf(each))).toEqual(
    places.map((each) => page.indexOf(each)).sort((a, b) => a - b),
  );
  expect(page).toContain('1 of 2 (50%)');
  expect(page).toContain('≤ 10%');
  expect(page).toContain('50% missing');
});

test('what nobody can judge is counted and named in every report, and neither holds nor is broken', async () => {
  const property = (name: string, type: string) => ({ name, logicalType: 'integer', physicalType: type });
  const contract = {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    schema: [{ name: 'birds', properties: [property('id', 'NUMBER(38,0)'), property('mass', 'INT')] }],
  };
  const workspace = await workspaceWith({ 'c.yaml': JSON.stringify(contract), 'd.csv': 'id,mass\n1,2\n' });
  const { outcome, predicate, section, log } = await check(workspace, { contract: 'c.yaml', data: ['d.csv'] });
  expect(predicate).toMatchObject({ verdict: 'pass', fact: '5 of 7 rules hold, 2 not judged, 1 row' });
  const why = 'nothing states how the column is stored';
  expect(log).toContain(`info: not judged: "id.physical_type" on data: ${why}`);
  const said = sectionText(section);
  expect(said).toContain('<summary>2 rules not judged</summary>');
  expect(said).toContain(`| \`data\` | \`mass.physical_type\` | stored as INT | ${why} |`);
  expect(said).toContain('<summary>5 rules passed</summary>');
  expect(said).not.toContain('ℹ️');
  const [page, junit] = await Promise.all(
    ['html-report', 'junit'].map((name) => readFile(join(workspace, String(outcome.outputs[name])), 'utf8')),
  );
  expect(page).toContain('<summary>2 rules not judged</summary>');
  expect(page).not.toContain('What is broken');
  expect(page).not.toContain('ℹ️');
  expect(junit).toContain('<testsuite name="data" tests="7" failures="0" errors="0" skipped="2">');
  expect(junit).toContain(`<skipped message="not judged: ${why}, expected stored as INT"/>`);
});

test('hostile names are text, and no cell value is in the page', async () => {
  const name = '"><script>alert(1)</script>';
  const cell = `"${name.replaceAll('"', '""')}"`;
  const rows = Array.from(
    { length: 30 },
    (_, at) => `secret-${at % 3},${at % 2 ? 'secret-x' : 'secret-y'},secret-${at}`,
  );
  const contract = `version: 1\ndata: data.csv\ncolumns:\n  ${JSON.stringify(name)}: { type: string, in: [known] }\n  kind: { type: integer }\n`;
  const { page } = await pageOf({
    'data-contract.yaml': contract,
    'data.csv': `${cell},kind,free\n${rows.join('\n')}\n`,
  });
  expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toMatch(/<script|secret/);
});

test('personal columns are not drawn', async () => {
  const contract = 'version: 1\ndata: data.csv\ncolumns:\n  age: { type: integer, pii: true }\n  zip: integer\n';
  const { page } = await pageOf({ 'data-contract.yaml': contract, 'data.csv': 'age,zip\n41,10115\n42,20095\n' });
  expect(page.match(/not shown/g)).toHaveLength(2);
  expect(page).not.toContain('<svg ');
});

test('rules and columns are held against earlier data', async () => {
  const contract = 'version: 1\ndata: data.csv\ncolumns:\n  age: { type: integer, max: 100 }\n';
  const { predicate } = await pageOf({ 'data-contract.yaml': contract, 'data.csv': 'age,old\n130,1\n120,2\n20,3\n' });
  const { sources, rules } = predicate;
  const earlier: Earlier = { kind: 'found', source: 'record of 1a2b3c4', sources, rules };
  const now = {
    ...predicate,
    sources: sources.map((source) => ({
      ...source,
      columns: [
        { name: 'age', type: 'string' },
        { name: 'new', type: 'date' },
      ],
    })),
  };
  const worse = now.rules.map((rule) => (rule.id === 'age.range' ? { ...rule, failing: 3 } : rule));
  const page = htmlReport({
    model: 'birds',
    createdAt: predicate.createdAt,
    body: { ...now, rules: worse },
    shapes: [],
    earlier,
  });
  expect(page).toContain('2 of 3 (67%)<br><span class="worse">+1</span>');
  const changes = [...page.matchAll(/<code>([^<]+)<\/code><\/td><td><span class="status (\w+)">/g)];
  expect(changes.map(([, name, change]) => `${name} ${change}`)).toEqual(['old removed', 'age retyped', 'new added']);
  expect(page).toContain('Base: record of 1a2b3c4');
});

test('a base that nobody could look up is told, and decides nothing', async () => {
  expect(parseReference('run:77', 'baseline').kind).toBe('run');
  const files = { 'data-contract.yaml': 'version: 1\ndata: d.csv\ncolumns: { a: }\n', 'd.csv': 'a\n1\n' };
  const { page, predicate } = await pageOf(files, { baseline: 'run:77' });
  expect(predicate.verdict).toBe('pass');
  expect(page).toMatch(/Base: (none|could not be read) \(/);
});

test('a ranking tells in words what it shows', () => {
  const top = [
    { count: 6, name: null },
    { count: 3, name: null },
  ];
  expect(ranking({ kind: 'categories', distinct: 4, top, other: 1 })).toContain(
    'aria-label="4 values, the commonest 60%, 30%"',
  );
  expect(ranking({ kind: 'categories', distinct: 0, top: [], other: 0 })).not.toContain('NaN');
});
