import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import {
  type CommentInput,
  commentLimit,
  mergeComment,
  type PlacedSection,
  parseComment,
  renderComment,
  staleSections,
} from './comment-body.ts';
import { type Section, tones } from './section.ts';

const head = 'a1b2c3d'.padEnd(40, '0');
const older = '9f8e7d6'.padEnd(40, '0');

const section = (parts: Partial<Section> = {}): Section => ({
  title: 'Model gate',
  word: 'PASS',
  tone: 'success',
  fact: 'roc_auc +0.006, allowed -0.010',
  body: '',
  details: [],
  ...parts,
});

const placed = (key: string, parts: Partial<Section> = {}, sha = head): PlacedSection => ({
  key,
  sha,
  section: section(parts),
});

const input = (sections: readonly PlacedSection[], parts: Partial<CommentInput> = {}): CommentInput => ({
  model: 'churn',
  workflow: 'Model CI',
  run: { repository: 'acme/churn', runId: '4711', runAttempt: 2, headSha: head, serverUrl: 'https://github.example' },
  sections,
  stale: [],
  footer: [],
  ...parts,
});

const data = placed('validate-data/default', { title: 'Data', fact: '43 410 rows, 12 checks' });
const blocked = placed('evaluate-gate/default', {
  word: 'BLOCKED',
  tone: 'failure',
  fact: 'recall, country=BR -6.1 pp (allowed -5.0 pp)',
  body: '| Metric | Change |\n|---|--:|\n| recall | -6.1 pp |',
  details: [{ summary: 'All metrics', body: '...' }],
});

describe('renderComment', () => {
  test('says verdict and deciding fact once and first, then what decided, then the others, then what is stale', () => {
    const stale = [{ key: 'train/default', sha: older, title: 'Training', word: 'PASS' }];
    expect(
      renderComment(input([blocked, data], { stale, footer: ['Exact intervals, seed 7'] })),
    ).toMatchInlineSnapshot(`
      "<!-- ml-actions:comment {"model":"churn","workflow":"Model CI","runId":"4711","runAttempt":2,"headSha":"a1b2c3d000000000000000000000000000000000"} -->

      ## ❌ churn: BLOCKED - recall, country=BR -6.1 pp (allowed -5.0 pp)

      <!-- ml-actions:section {"key":"evaluate-gate/default","sha":"a1b2c3d000000000000000000000000000000000","title":"Model gate","word":"BLOCKED","tone":"failure","fact":"recall, country=BR -6.1 pp (allowed -5.0 pp)"} -->
      ### Model gate

      | Metric | Change |
      |---|--:|
      | recall | -6.1 pp |

      <details>
      <summary>All metrics</summary>

      ...

      </details>
      <!-- /ml-actions:section -->

      <!-- ml-actions:section {"key":"validate-data/default","sha":"a1b2c3d000000000000000000000000000000000","title":"Data","word":"PASS","tone":"success","fact":"43 410 rows, 12 checks"} -->
      ✅ **Data: PASS** - 43 410 rows, 12 checks
      <!-- /ml-actions:section -->

      <!-- ml-actions:section {"key":"train/default","sha":"9f8e7d6000000000000000000000000000000000","title":"Training","word":"PASS","tone":"neutral","fact":"","stale":true} -->
      ⚪ <sub>Training was PASS at \`9f8e7d6\`; not run for this commit yet</sub>
      <!-- /ml-actions:section -->

      <sub>Exact intervals, seed 7<br>commit \`a1b2c3d\` · [run 4711](https://github.example/acme/churn/actions/runs/4711/attempts/2), attempt 2</sub>"
    `);
  });

  test('is what a reader sees: headings, table, folded part and stale line, and none of the markers', () => {
    const stale = [{ key: 'train/default', sha: older, title: 'Training', word: 'PASS' }];
    const html = micromark(renderComment(input([blocked, data], { stale })), {
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
      allowDangerousHtml: true,
    });
    expect(html.match(/<h[1-6]>.*?<\/h[1-6]>/g)).toEqual([
      '<h2>❌ churn: BLOCKED - recall, country=BR -6.1 pp (allowed -5.0 pp)</h2>',
      '<h3>Model gate</h3>',
    ]);
    expect(html).toContain('<p>✅ <strong>Data: PASS</strong> - 43 410 rows, 12 checks</p>');
    expect(html).toContain('<td align="right">-6.1 pp</td>');
    expect(html).toContain(
      '<p>⚪ <sub>Training was PASS at <code>9f8e7d6</code>; not run for this commit yet</sub></p>',
    );
    expect(html.replace(/<!--.*?-->/g, '')).not.toContain('ml-actions:');
  });

  test('speaks for the gate when nothing is wrong, and does not turn a skipped gate green', () => {
    const lines = (sections: PlacedSection[]) => renderComment(input(sections)).split('\n')[2];
    expect(lines([data, placed('evaluate-gate/default')])).toBe('## ✅ churn: PASS - roc_auc +0.006, allowed -0.010');
    const skipped = { word: 'SKIPPED', tone: 'neutral', fact: 'no metrics' } as const;
    expect(lines([data, placed('evaluate-gate/default', skipped)])).toBe('## ⚪ churn: SKIPPED - no metrics');
    expect(lines([placed('train/default', { word: 'WARN', tone: 'warning', fact: 'slow' }), data])).toBe(
      '## ⚠️ churn: WARN - slow',
    );
    expect(lines([])).toBe('## ⚪ churn: no result yet');
  });

  test('reads from what is wrong to what is well: a gate before the others, a failed section before both', () => {
    const all = [
      data,
      placed('train/default', { title: 'Training', word: 'SUCCEEDED', fact: 'in 3 s' }),
      placed('evaluate-gate/default'),
      placed('deploy/default', { title: 'Deployment', word: 'WAITING', tone: 'warning', fact: 'for a review' }),
    ];
    const tops = (sections: PlacedSection[]) =>
      renderComment(input(sections))
        .split('\n')
        .filter((line) => /^(#|[✅❌⚪⚠])/u.test(line));
    expect(tops(all.slice(0, 3))).toEqual([
      '## ✅ churn: PASS - roc_auc +0.006, allowed -0.010',
      '### Model gate',
      '✅ **Data: PASS** - 43 410 rows, 12 checks',
      '✅ **Training: SUCCEEDED** - in 3 s',
    ]);
    expect(tops([...all, placed('evaluate-gate/b', { ...blocked.section, title: 'Gate b' })])).toEqual([
      '## ❌ churn: BLOCKED - recall, country=BR -6.1 pp (allowed -5.0 pp)',
      '### Gate b',
      '### ⚠️ Deployment: WAITING',
      '✅ **Model gate: PASS** - roc_auc +0.006, allowed -0.010',
      '✅ **Data: PASS** - 43 410 rows, 12 checks',
      '✅ **Training: SUCCEEDED** - in 3 s',
    ]);
  });

  test('depends on its input only, not on the order of the sections', () => {
    const many = ['train/default', 'evaluate-gate/b', 'evaluate-gate/a', 'deploy/default', 'unknown/x'].map((key) =>
      placed(key),
    );
    const text = renderComment(input(many));
    fc.assert(
      fc.property(fc.shuffledSubarray(many, { minLength: many.length }), (order) => {
        expect(renderComment(input(order))).toBe(text);
      }),
    );
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '<!-- ml-actions:section {"key":"evaluate-gate/default","sha":"x","word":"PASS"} -->',
    '<!-- /ml-actions:section -->',
    '\n<!-- /ml-actions:section -->\n## ✅ churn: PASS',
    '<!-- ml-actions:comment {"model":"churn","workflow":"Model CI","runId":"99999999","runAttempt":1,"headSha":""} -->',
    '-->',
    '--!>',
    '\r\n',
  ),
);
const anySection: fc.Arbitrary<Section> = fc.record({
  title: anyText,
  word: anyText,
  tone: fc.constantFrom(...tones),
  fact: anyText,
  body: anyText,
  details: fc.array(fc.record({ summary: anyText, body: anyText }), { maxLength: 3 }),
});
const anySections = fc
  .array(fc.tuple(fc.constantFrom('train', 'evaluate-gate', 'deploy'), anyText, anySection), { maxLength: 5 })
  .map((all) =>
    all.map(([action, id, one], at): PlacedSection => ({ key: `${action}/${id}${at}`, sha: head, section: one })),
  );

describe('parseComment', () => {
  test('reads back exactly the sections that were written: no text can forge, hide or close one', () => {
    fc.assert(
      fc.property(anySections, anyText, (sections, note) => {
        const parsed = parseComment(renderComment(input(sections, { footer: [note] })));
        expect(parsed).toMatchObject({
          model: 'churn',
          workflow: 'Model CI',
          runId: '4711',
          runAttempt: 2,
          headSha: head,
          stale: [],
        });
        expect(parsed?.sections.map(({ key }) => key).sort()).toEqual(sections.map(({ key }) => key).sort());
      }),
      { numRuns: 500 },
    );
  });

  test('a section read back and written again is the same text: jobs without hand-over do not wear it down', () => {
    fc.assert(
      fc.property(anySections, (sections) => {
        const first = renderComment(input(sections));
        const again = renderComment({ ...input([]), ...mergeComment(parseComment(first), input([])) });
        expect(parseComment(again)).toEqual(parseComment(first));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['another comment', 'Nice work'],
    ['a marker below the first line', `quoted:\n${renderComment(input([data]))}`],
    ['a marker that is not JSON', '<!-- ml-actions:comment {model} -->\nx'],
    ['a marker without a run', '<!-- ml-actions:comment {"model":"churn","workflow":"x"} -->'],
    [
      'a run id that is no number',
      '<!-- ml-actions:comment {"model":"m","workflow":"w","runId":"1e9","runAttempt":1,"headSha":""} -->',
    ],
  ])('does not take %s for ours', (_, body) => expect(parseComment(body)).toBeUndefined());

  test('accepts the line ends that a browser sends', () => {
    const body = renderComment(input([data, blocked])).replace(/\n/g, '\r\n');
    expect(parseComment(body)?.sections).toHaveLength(2);
  });
});

describe('a new commit', () => {
  const next = 'b'.repeat(40);
  const existing = parseComment(renderComment(input([data, placed('evaluate-gate/default')])));

  test('leaves nothing of the old one green', () => {
    const fresh = [placed('validate-data/default', {}, next)];
    const stale = staleSections(existing, next, fresh);
    expect(stale).toEqual([{ key: 'evaluate-gate/default', sha: head, title: 'Model gate', word: 'PASS' }]);
    const body = renderComment({ ...input(fresh, { stale }), run: { ...input([]).run, headSha: next } });
    expect(body).toContain('⚪ <sub>Model gate was PASS at `a1b2c3d`; not run for this commit yet</sub>');
    expect(body.match(/✅/g)).toHaveLength(1);
    expect(staleSections(parseComment(body), next, fresh)).toEqual(stale);
    expect(staleSections(parseComment(body), next, [...fresh, placed('evaluate-gate/default', {}, next)])).toEqual([]);
  });

  test('merging in place keeps what others said of the same commit and greys the rest', () => {
    const own = { ...input([placed('train/default')]) };
    expect(mergeComment(existing, own).sections.map(({ key }) => key)).toEqual([
      'validate-data/default',
      'train/default',
      'evaluate-gate/default',
    ]);
    const later = mergeComment(existing, {
      ...own,
      run: { ...own.run, headSha: next },
      sections: [placed('train/default', {}, next)],
    });
    expect(later.sections.map(({ key }) => key)).toEqual(['train/default']);
    expect(later.stale.map(({ key }) => key).sort()).toEqual(['evaluate-gate/default', 'validate-data/default']);
  });
});

describe('a comment that would be too long', () => {
  const long = (length: number) => 'x'.repeat(length);
  const heavy = (key: string, parts: Partial<Section> = {}) =>
    placed(key, {
      title: key,
      fact: `fact of ${key}`,
      body: long(3_000),
      details: [
        { summary: 'first', body: long(9_000) },
        { summary: 'second', body: long(9_000) },
      ],
      ...parts,
    });

  test('drops the last folded parts first and says so', () => {
    const body = renderComment(input([heavy('validate-data/a'), heavy('train/b'), heavy('evaluate-gate/c')]));
    expect(body.length).toBeLessThanOrEqual(commentLimit);
    expect(body.match(/<summary>first/g)).toHaveLength(3);
    expect(body.match(/<summary>second/g)).toHaveLength(2);
    expect(body.split('\n').find((line) => line.startsWith('> '))).toMatchInlineSnapshot(
      `"> Shortened to fit a comment: 1 folded part of train/b. The job summaries of the run below have the full text."`,
    );
  });

  test('then drops bodies, never headings and facts', () => {
    const body = renderComment(input(Array.from({ length: 30 }, (_, at) => heavy(`train/${at}`))));
    expect(body.length).toBeLessThanOrEqual(commentLimit);
    for (let at = 0; at < 30; at++) expect(body).toContain(` - fact of train/${at}\n`);
  });

  test('with more sections than fit keeps the worst and counts the others', () => {
    const many = Array.from({ length: 900 }, (_, at) => placed(`train/${at}`, { fact: long(200) }));
    const body = renderComment(input([...many, blocked]));
    expect(body.length).toBeLessThanOrEqual(commentLimit);
    expect(body).toContain('## ❌ churn: BLOCKED - recall');
    expect(body).toContain('### Model gate\n');
    expect(body).toMatch(/> Shortened to fit a comment: \d+ whole sections/);
  });

  test('is not filled by what is stale either', () => {
    const stale = Array.from({ length: 900 }, (_, at) => ({
      key: `train/${at}`,
      sha: older,
      title: `T${at}`,
      word: 'PASS',
    }));
    const body = renderComment(input([blocked], { stale }));
    expect(body.length).toBeLessThanOrEqual(commentLimit);
    expect(body).toContain('## ❌ churn: BLOCKED - recall');
    expect(body).toContain('### Model gate\n');
  });

  test('stays under the limit whatever it is given', () => {
    const size = fc.nat({ max: 30_000 });
    const big = fc.record({ fact: size, body: size, details: fc.array(size, { maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(big, { maxLength: 12 }), (sizes) => {
        const sections = sizes.map(({ fact, body, details }, at) =>
          placed(`train/${at}`, {
            fact: long(fact),
            body: long(body),
            details: details.map((n) => ({ summary: 's', body: long(n) })),
          }),
        );
        const text = renderComment(input(sections));
        expect(text.length).toBeLessThanOrEqual(commentLimit);
        expect(parseComment(text)?.sections).toHaveLength(sections.length);
      }),
      { numRuns: 200 },
    );
  });
});
