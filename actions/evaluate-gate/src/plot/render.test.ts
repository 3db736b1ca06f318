import { dark, palette } from '@ml-actions/core/report/palette';
import { describe, expect, it } from 'vitest';
import type { Charts } from '../chart/charts.ts';
import { charted, gateRow } from '../drawn-fixture.ts';
import { type Plot, renderPlots } from './render.ts';

const longest = 40_000;
const checks = [
  gateRow({}),
  gateRow({ metric: 'roc_auc', name: 'roc_auc', status: 'pass', change: 0.01, interval: [0.001, 0.02], margin: 0.02 }),
  gateRow({
    name: 'slices.country=MT.recall',
    scope: 'slices.country=MT',
    status: 'inconclusive',
    change: -0.01,
    interval: [-0.06, 0.04],
  }),
];

const named = (plots: readonly Plot[], name: string): string => plots.find((plot) => plot.name === name)?.svg ?? '';
/** What a picture says, in the order of its elements. */
const spoken = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, said = '']) => said);

describe('pictures', () => {
  it('are those that there is something to draw for', async () => {
    const names = async (charts: Charts) => (await renderPlots(charts)).map(({ name }) => name);
    expect(await names(charted('binary', checks))).toEqual([
      'forest.svg',
      'roc.svg',
      'precision-recall.svg',
      'calibration.svg',
      'scores.svg',
      'confusion.svg',
      'slices.svg',
    ]);
    expect(await names(charted(null, []))).toEqual([]);
  });

  it('say what their axes are, and which line is whose', async () => {
    const plots = await renderPlots(charted('binary', checks));
    expect(spoken(named(plots, 'roc.svg')).filter((said) => !/^[\d.]+$/.test(said))).toMatchInlineSnapshot(`
      [
        "ROC curve",
        "True positive rate",
        "False positive rate",
        "candidate",
        "baseline",
      ]
    `);
    expect(spoken(named(plots, 'forest.svg'))).toMatchInlineSnapshot(`
      [
        "Checks against their limits",
        "Change in units of what is allowed (right is better)",
        "recall",
        "roc_auc",
        "slices.country=MT.recall",
        "-2",
        "-1",
        "0",
        "1",
        "2",
        "fails",
        "holds",
        "cannot tell",
        "limit",
      ]
    `);
    expect(spoken(named(plots, 'slices.svg'))).toMatchInlineSnapshot(`
      [
        "Change by slice",
        "Change of recall, percentage points (candidate minus baseline)",
        "country=MT (n=611)",
        "-6",
        "-3",
        "0",
        "3",
        "6",
        "cannot tell",
      ]
    `);
    expect(named(plots, 'roc.svg')).toContain('stroke-dasharray');
  });

  it('are the same bytes every time, small, and alone in the world', async () => {
    const [first, second] = [
      await renderPlots(charted('binary', checks)),
      await renderPlots(charted('binary', checks)),
    ];
    expect(second).toEqual(first);
    for (const { svg } of first) {
      expect(svg.length).toBeLessThan(longest);
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|href=|url\((?!#)|<script|<image|@import|@font-face/,
      );
    }
  });

  it('stay small with many points and many slices', async () => {
    const many = Array.from({ length: 200 }, (_, at) =>
      gateRow({ name: `slices.s=${at}.recall`, scope: `slices.s=${at}` }),
    );
    for (const { svg } of await renderPlots(charted('binary', many))) expect(svg.length).toBeLessThan(longest);
  });

  it('show hostile labels as text', async () => {
    const label = `</text><script>alert(1)</script>"' class="zr0-cls-0" url(#zr0-c0)`;
    const row = gateRow({ name: label, metric: label, scope: `slices.${label}` });
    for (const { svg } of await renderPlots(charted('binary', [row], label))) {
      expect(svg).not.toContain('<script');
      expect(svg).not.toMatch(/<\/text>[^\s<]/);
    }
  });
});

describe('colours', () => {
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  it.each([0, 1] as const)('are told from the page: text by 4.5, lines by 3 (WCAG 2.2), theme %i', (theme) => {
    const page = palette.page[theme];
    for (const name of ['text', 'dim', 'candidate', 'baseline', 'bad'] as const)
      expect(contrast(palette[name][theme], page), name).toBeGreaterThan(4.5);
    expect(contrast(palette.axis[theme], page)).toBeGreaterThan(3);
  });

  it('have one dark spelling for each light one', () => {
    expect(Object.keys(dark)).toHaveLength(Object.keys(palette).length);
  });
});
