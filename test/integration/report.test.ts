import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { charted, gatePredicate, gateRow } from '@ml-actions/evaluate-gate/drawn-fixture';
import { htmlReport } from '@ml-actions/evaluate-gate/html/report';
import { reportedData } from '@ml-actions/validate-data/fixture/reported';
import { htmlReport as dataReport } from '@ml-actions/validate-data/html/report';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, quietly } from './chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const checks = [
  gateRow({}),
  gateRow({ metric: 'roc_auc', name: 'roc_auc', status: 'pass', change: 0.01, interval: [0.001, 0.02], pValue: null }),
  ...['MT', 'DE', 'FR'].map((country) =>
    gateRow({
      name: `slices.country=${country}.recall`,
      scope: `slices.country=${country}`,
      status: country === 'MT' ? 'inconclusive' : 'skipped',
      candidate: null,
      change: null,
      interval: null,
      found: { baseline: null, candidate: 'undefined: one class only' },
    }),
  ),
];
const notices = [
  { kind: 'x', level: 'warn', text: 'the metrics file is stale' },
  { kind: 'y', level: 'info', text: 'two rows' },
] as const;
const changed = { params: ['l2: 0.1 → 0.5'], packages: [], data: [] };

let browser: Browser;
let folder: string;
let addresses: Readonly<Record<'gate' | 'data', string>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ml-report-'));
  const predicate = gatePredicate({ checks, notices: [...notices], changed });
  addresses = {
    gate: await written('gate.html', await htmlReport(predicate, charted('binary', checks))),
    data: await written('data.html', dataReport(reportedData)),
  };
  browser = await chromium.launch({ executablePath: findChromium(), args: quietly });
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

async function written(name: string, page: string): Promise<string> {
  await writeFile(join(folder, name), page);
  return pathToFileURL(join(folder, name)).href;
}

type Violation = { readonly id: string; readonly nodes: readonly { readonly html: string }[] };
declare const globalThis: { axe: { run: () => Promise<{ violations: Violation[] }> } };

async function open(
  name: keyof typeof addresses,
  colorScheme: 'light' | 'dark',
  width: number,
): Promise<{ page: Page; trouble: string[] }> {
  const address = addresses[name];
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', ({ message }) => trouble.push(message));
  page.on('request', (request) => request.url() !== address && trouble.push(request.url()));
  await page.goto(address);
  return { page, trouble };
}

describe('a report in a browser', () => {
  it.each([
    ['gate', 'light', 1280],
    ['gate', 'dark', 1280],
    ['gate', 'light', 400],
    ['gate', 'dark', 400],
    ['data', 'light', 1280],
    ['data', 'dark', 1280],
    ['data', 'light', 400],
    ['data', 'dark', 400],
  ] as const)(
    '%s, %s at %i pixels: axe finds nothing, nothing is fetched, nothing is wider',
    async (name, theme, width) => {
      const { page, trouble } = await open(name, theme, width);
      expect(await page.locator('td svg, [data-chart] svg').count()).toBeGreaterThan(2);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(trouble).toEqual([]);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      await page.close();
    },
  );

  it('draws the charts of the gate by its own script', async () => {
    const { page } = await open('gate', 'light', 1280);
    expect(await page.locator('[data-chart] svg').count()).toBe(4);
    await page.close();
  });

  it('sorts, filters and changes its theme by keyboard', async () => {
    const { page, trouble } = await open('gate', 'light', 1280);
    const names = () =>
      page
        .locator('#all-checks tr[data-status]:visible')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-name')));
    expect(await names()).toEqual(['recall', 'roc_auc', 'slices.country=mt.recall']);
    await page.locator('#all-checks th button', { hasText: 'Candidate' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await page.locator('th[aria-sort=descending]').textContent()).toContain('Candidate');
    await page.getByLabel('skipped').focus();
    await page.keyboard.press('Space');
    expect(await page.locator('output').textContent()).toBe('5 shown');
    await page.getByLabel('Name').fill('country=d');
    expect(await names()).toEqual(['slices.country=de.recall']);
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await background();
    await page.getByRole('button', { name: 'Use the dark theme' }).press('Enter');
    expect(await background()).not.toBe(before);
    expect(trouble).toEqual([]);
    await page.close();
  });
});
