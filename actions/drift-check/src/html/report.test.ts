import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Nights, openNights } from '../fixture/check.ts';
import { histogramSvg } from './histogram.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());

const LARGEST_PAGE = 300_000;
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
  expect(page.match(/<svg /g)).toHaveLength(202);
  expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('</span> DRIFT</h1>');
}, 60_000);

test('hostile names are text, and no cell value is in the page', async () => {
  const name = '"><script>alert(1)</script>';
  const rows = (value: string) => `"${name.replaceAll('"', '""')}",x\n${`${value},1\n${value},2\n`.repeat(100)}`;
  await nights.write('reference.csv', rows('secret-value'));
  await nights.write('now.csv', rows('other-secret'));
  const page = await pageOf(1);
  expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toMatch(/<script|secret/);
});

test('a histogram tells in words what it shows', () => {
  expect(histogramSvg({ reference: [50, 50], current: [25, 75] })).toContain(
    'aria-label="largest gain 25.0 points in bar 2 of 2, largest loss 25.0 points in bar 1 of 2"',
  );
  expect(histogramSvg({ reference: [1, 1], current: [5, 5] })).toContain('both distributions are the same');
  expect(histogramSvg({ reference: [], current: [] })).toBe('');
  expect(histogramSvg({ reference: [0, 0], current: [0, 0] })).not.toContain('NaN');
});
