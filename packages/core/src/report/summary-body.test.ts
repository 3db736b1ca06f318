import { expect, test } from 'vitest';
import type { PlacedSection } from './comment-body.ts';
import { commentLimit } from './comment-body.ts';
import { renderIssue } from './issue-body.ts';
import { renderSummary, summaryLimit } from './summary-body.ts';

const run = { repository: 'acme/churn', runId: '4711', runAttempt: 1, headSha: 'a1b2c3d'.padEnd(40, '0') };
const gate = (bytes: number): PlacedSection => ({
  key: 'evaluate-gate/default',
  sha: run.headSha,
  section: {
    title: 'Model gate',
    word: 'PASS',
    tone: 'success',
    fact: 'roc_auc +0.006',
    body: 'The table.',
    details: ['All metrics', 'Slices'].map((summary) => ({ summary, body: 'é'.repeat(bytes / 4) })),
  },
});

test('the summary has the sections without hidden markers', () => {
  const text = renderSummary({ model: 'churn', run, sections: [gate(4)], footer: [] });
  expect(text).toMatchInlineSnapshot(`
    "## ✅ churn: PASS - roc_auc +0.006

    ### Model gate

    The table.

    <details>
    <summary>All metrics</summary>

    é

    </details>

    <details>
    <summary>Slices</summary>

    é

    </details>

    <sub>commit \`a1b2c3d\` · [run 4711](https://github.com/acme/churn/actions/runs/4711/attempts/1)</sub>"
  `);
});

test('the summary stays under 1 MiB of UTF-8, because the runner drops a longer one whole', () => {
  const text = renderSummary({ model: 'churn', run, sections: [gate(2 ** 20), gate(2 ** 18)], footer: [] });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(summaryLimit);
  expect(Buffer.byteLength(text)).toBeGreaterThan(summaryLimit / 3);
  expect(text).toContain('> Shortened to fit a job summary: 1 folded part of Model gate; 1 folded part of Model gate.');
});

test('an issue is one section, shortened like a comment', () => {
  const { section } = gate(400_000);
  const text = renderIssue({ section, footer: ['run 4711'] });
  expect(text.length).toBeLessThanOrEqual(commentLimit);
  expect(text).toMatchInlineSnapshot(`
    "### ✅ Model gate: PASS

    roc_auc +0.006

    The table.

    > Shortened to fit an issue: 2 folded parts of Model gate. The job summary has the full text.

    <sub>run 4711</sub>"
  `);
});
