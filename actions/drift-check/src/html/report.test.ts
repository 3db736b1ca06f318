import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { driftReportSchema } from '@ml-actions/core/record/drift-report';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Nights, openNights } from '../fixture/check.ts';
import { histogramSvg } from './histogram.ts';
import { htmlReport } from './report.ts';
import { missingTrendSvg, trendSvg } from './trend.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());

const LARGEST_PAGE = 300_000;
/** Columns whose last runs are kept: more have no picture of them. */
const COLUMNS_REMEMBERED = 20;
const values = { reference: 'path:reference.csv', current: 'now.csv', issue: 'never', debounce: '1/1' };

async function pageOf(night: number): Promise<string> {
  const { outcome } = await nights.check(night, values);
  return readFile(join(nights.workspace, String(outcome.outputs['html-report'])), 'utf8');
}

const wide = (columns: number, shift: number): string => {
  const names = Array.from({ length: columns }, (_, at) => `a_rather_long_feature_name_${at}`);
  const lines = Array.from({ length: 400 }, (_, row) =>
    names.map((_, at) => (((row + at) * 7919) % 10_007) / 10_007 + (at % 3 ? shift : 0)).join(','),
  );
  return `${[names.join(','), ...lines].join('\n')}\n`;
};

test('200 columns fit into 300 KB, without a script or an address to load', async () => {
  await nights.write('reference.csv', wide(200, 0));
  await nights.write('now.csv', wide(200, 0.3));
  await pageOf(1);
  const page = await pageOf(2);
  expect(Buffer.byteLength(page)).toBeLessThan(LARGEST_PAGE);
  expect(page.match(/<svg /g)).toHaveLength(2 + 200 + COLUMNS_REMEMBERED);
  expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('</span> DRIFT</h1>');
}, 120_000);

test('100 columns fit, each with the history of 30 runs and of missing values', async () => {
  await nights.write('reference.csv', wide(100, 0));
  await nights.write('now.csv', wide(100, 0.3));
  const { outcome, predicate } = await nights.check(1, values);
  const report = driftReportSchema.parse(
    JSON.parse(await readFile(join(nights.workspace, String(outcome.outputs.report)), 'utf8')),
  );
  const counts = new Map(report.columns.map((column) => [column.column, column.counts]));
  const runs = Array.from({ length: 30 }, (_, at) => (at % 7) / 3);
  const columns = predicate.columns.map((column) => ({ ...column, trend: runs, missingTrend: runs, notes: [long] }));
  const history = runs.map((maxEffect) => ({ at: predicate.createdAt, status: 'drift', maxEffect }));
  const page = htmlReport({ model: 'birds', body: { ...predicate, columns, history }, counts });
  expect(Buffer.byteLength(page)).toBeLessThan(LARGEST_PAGE);
  expect(page.match(/<svg /g)).toHaveLength(2 + 3 * 100 - columns.filter(({ missing }) => missing === null).length);
}, 120_000);
const long =
  'a note that is as long as the longest of all notes of the data package, which is about so many characters';

test('hostile names are text, and no cell value is in the page', async () => {
  const name = '"><script>alert(1)</script>';
  const rows = (value: string) => `"${name.replaceAll('"', '""')}",x\n${`${value},1\n${value},2\n`.repeat(100)}`;
  await nights.write('reference.csv', rows('secret-value'));
  await nights.write('now.csv', rows('other-secret'));
  const page = await pageOf(1);
  expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toMatch(/<script|secret/);
});

describe('a histogram', () => {
  test.each<[string, string, number[], number[], string]>([
    [
      'categories',
      'categorical',
      [50, 50],
      [25, 75],
      'largest gain 25.0 points in bar 2 of 2, largest loss 25.0 points in bar 1 of 2',
    ],
    ['numbers that grew', 'numeric', [50, 25, 25], [25, 25, 50], 'KS 0.250 after bin 1 of 3: values are higher now'],
    ['numbers that fell', 'numeric', [25, 25, 50], [40, 30, 30], 'KS 0.200 after bin 2 of 3: values are lower now'],
    ['the same', 'numeric', [1, 1], [5, 5], 'both distributions are the same'],
    ['the same categories', 'boolean', [1, 1], [5, 5], 'both distributions are the same'],
  ])('tells in words what it shows: %s', (_, kind, reference, current, label) => {
    expect(histogramSvg({ reference, current }, kind)).toContain(`aria-label="${label}"`);
  });

  test('marks the gap where it is largest among all bins, not among the bars that are drawn', () => {
    const reference = Array.from({ length: 40 }, () => 1);
    const current = reference.map((_, bin) => Number(bin > 24) * 2);
    const svg = histogramSvg({ reference, current }, 'numeric');
    expect(svg).toContain('KS 0.625 after bin 25 of 40');
    expect(svg).toContain('class="k" d="M75 ');
  });

  test('of nothing is nothing', () => {
    expect(histogramSvg({ reference: [], current: [] }, 'numeric')).toBe('');
    expect(histogramSvg({ reference: [0, 0], current: [0, 0] }, 'numeric')).not.toContain('NaN');
  });
});

describe('the last runs of a column', () => {
  test('have a dot where the threshold was reached, and a gap where nothing was measured', () => {
    const svg = trendSvg([0.2, null, 1.2, 0.9, 7]);
    expect(svg).toContain('aria-label="4 of the last 5 runs were measured, 2 reached the threshold"');
    expect(svg.match(/class="m" d="([^"]*)"/)?.[1]?.split('h0')).toHaveLength(3);
    expect(svg.match(/class="b" d="([^"]*)"/)?.[1]?.match(/[ML]/g)).toEqual(['M', 'M', 'L', 'L']);
  });

  test('are nothing for a first run, and missing shares nothing where none ever was', () => {
    expect([trendSvg([0.4]), missingTrendSvg([])]).toEqual(['', '']);
    expect(missingTrendSvg([null, 0, 0.2])).toContain('missing in the last 2 runs, at most 20.0 %');
  });
});

test('the page shows weights, missing shares and their history', async () => {
  const rows = (gaps: number) =>
    `x,y\n${Array.from({ length: 400 }, (_, at) => `${at},${at < gaps ? '' : at % 9}\n`).join('')}`;
  await nights.write('reference.csv', rows(0));
  await nights.write('now.csv', rows(40));
  await nights.check(1, values);
  await nights.write('now.csv', rows(120));
  const { outcome, predicate } = await nights.check(2, { ...values, importance: '{x: 3}' });
  const page = await readFile(join(nights.workspace, String(outcome.outputs['html-report'])), 'utf8');
  expect(predicate.columns.map(({ column, missingTrend }) => [column, missingTrend])).toEqual([
    ['y', [0.1, 0.3]],
    ['x', []],
  ]);
  expect(page).toContain('30.0 % (+30.0)');
  expect(page).toContain('missing in the last 2 runs, at most 30.0 %');
  expect(page).toContain('weight 3');
  expect(page).toContain('Top right: important and far from the reference.');
});
