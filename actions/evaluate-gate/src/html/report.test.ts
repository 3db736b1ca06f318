import { createHash } from 'node:crypto';
import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { inline, jsonData, text } from '@ml-actions/core/report/html-escape';
import { describe, expect, it } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { charted, gatePredicate, gateRow } from '../drawn-fixture.ts';
import { htmlReport } from './report.ts';

const mebibyte = 1024 * 1024;
const hostile = `</script><script>alert(1)</script>"'><img src=x onerror=alert(2)>\u202e`;

describe('the page', () => {
  it('says the verdict first, then the checks with their numbers', async () => {
    const html = await htmlReport(gatePredicate({ checks: [gateRow({})] }), null);
    const spoken = html
      .slice(html.indexOf('<main>'))
      .replace(/<svg.*?<\/svg>/gs, '')
      .replace(/<script.*?<\/script>/gs, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(spoken.slice(0, spoken.indexOf('Reproduce'))).toMatchInlineSnapshot(
      `" birds · Model gate · 2026-11-20 12:00 UTC ❌ BLOCKED recall -6.10 pp (-9.80 .. -2.50), allowed -5 pp aaaaaaa against record of 9f8e7d6 (3 days old) · test set ts1:55555555 , 611 rows, 611 matched Checks Checks: change is candidate minus baseline, with its 90 % interval; the small plot counts in allowances, its dashed line is the limit, right is better Status Check Baseline Candidate Change Allowed Change / allowance p ❌ worse recall -6.10 pp, allowed -5 pp guard · mid-p McNemar · n=611 0.7420 0.6810 -6.10 pp (-9.80 .. -2.50) -5 pp 0.002 Next: this check stays red until it passes or the policy on main changes; merging trains again on main , and the model is registered and deployed only if the gate passes there. All metrics All metrics Metric Baseline Candidate Change recall 0.7420 0.6810 -6.10 pp "`,
    );
  });

  it('says what was accepted, by whom and why, and how used up the test set is', async () => {
    const accepted = { checks: ['recall'], reason: `known ${hostile}`, actorId: '7', commentId: 9, pullRequest: 3 };
    const reuse = {
      candidate: '5'.repeat(64),
      since: null,
      used: 9,
      max: 20,
      exhausted: false,
      attempt: null,
      luck: null,
      alphaDivisor: 1,
    } as const;
    const html = await htmlReport(
      gatePredicate({
        checks: [gateRow({})],
        accepted: [{ ...accepted, headSha: 'a'.repeat(40) }],
        reuse: { ...reuse, feedback: 'full', life: null },
      }),
      null,
    );
    expect(html).toContain(
      '<strong>Accepted until merge:</strong> <code>recall</code> by account <code>7</code> in #3',
    );
    expect(html).toContain('<strong>Test set:</strong> evaluations used 9/20');
    expect(html).not.toContain('<img');
  });

  it('of two metrics files carries no library and stays small', async () => {
    const html = await htmlReport(gatePredicate({ checks: [gateRow({})] }), null);
    expect(html.length).toBeLessThan(40_000);
    expect(html).not.toContain('Apache');
  });

  it('of predictions carries the library once, with its licence, below 1.2 MB, many checks included', async () => {
    const checks = Array.from({ length: 3000 }, (_, at) =>
      gateRow({ scope: `slices.s=${at}`, name: `slices.s=${at}.recall` }),
    );
    const html = await htmlReport(gatePredicate({ checks }), charted('binary', checks));
    expect(Buffer.byteLength(html)).toBeLessThan(1.2 * mebibyte);
    expect(html.split('Licensed to the Apache Software Foundation')).toHaveLength(2);
    expect(html).toContain('2,500 more are in the comparison file');
  });

  it('allows nothing but its own scripts, told by their digests', async () => {
    const html = await htmlReport(gatePredicate({}), charted('binary', []));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
      ([, source = '']) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`,
    );
    expect(policy).toBe(
      `default-src 'none'; script-src ${scripts.join(' ')}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`,
    );
    const outside = html.replace(/<script>[\s\S]*?<\/script>/g, '').match(/(?:src|href)="(?!#)[^"]*"|url\(|@import/g);
    expect(outside).toBeNull();
  });

  it('shows names, reasons and files of others as text', async () => {
    const row: Partial<GateRow> = { metric: hostile, name: hostile, scope: `slices.${hostile}`, reason: hostile };
    const predicate = gatePredicate({
      fact: hostile,
      checks: [gateRow(row)],
      notices: [{ kind: 'x', level: 'warn', text: hostile }],
      changed: { params: [hostile], packages: [], data: [] },
    });
    const html = await htmlReport(predicate, charted('binary', predicate.checks, hostile));
    const said = html.replace(/<script>[\s\S]*?<\/script>/g, '');
    expect(said).not.toMatch(/<img|<script(?! type="application\/json")|\u202e/);
  });

  it('is the same bytes for the same gate', async () => {
    const write = () => htmlReport(gatePredicate({ checks: [gateRow({})] }), charted('binary', []));
    expect(await write()).toBe(await write());
  });
});

describe('escaping', () => {
  it('leaves no tag, quote or end of a script, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(text(value)).not.toMatch(/[<>"']/);
        expect(inline(value).replace(/<\/?(?:code|strong)>/g, '')).not.toMatch(/[<>"]/);
        expect(jsonData({ value })).not.toContain('<');
        expect(JSON.parse(jsonData({ value }))).toEqual({ value });
      }),
    );
  });
});
