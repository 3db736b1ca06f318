import type { GateHistory } from '@ml-actions/core/record/predicate/evaluate-gate';
import { describe, expect, it } from 'vitest';
import { gatePredicate } from '../drawn-fixture.ts';
import { historyDetail } from './history.ts';

const line = (values: readonly number[]): GateHistory => ({
  metric: 'roc_auc',
  points: values.map((value, at) => ({
    commit: String(at + 1)
      .repeat(40)
      .slice(0, 40),
    value,
  })),
});

describe('the history', () => {
  it('is a line with its numbers, from three models on', () => {
    expect(historyDetail(gatePredicate({}))).toEqual([]);
    expect(historyDetail(gatePredicate({ history: line([0.81, 0.82]) }))).toEqual([]);
    const [detail] = historyDetail(gatePredicate({ history: line([0.81, 0.8234, 0.9]) }));
    expect(`${detail?.summary}\n\n${detail?.body}`).toMatchInlineSnapshot(`
      "History of roc_auc: 3 models

      \`\`\`mermaid
      xychart-beta
          x-axis ["1111111", "2222222", "3333333"]
          y-axis "roc_auc"
          line [0.8100, 0.8234, 0.9000]
      \`\`\`

      | Commit | \`roc_auc\` |
      |---|--:|
      | \`1111111\` | 0.8100 |
      | \`2222222\` | 0.8234 |
      | \`3333333\` | 0.9000 |"
    `);
  });

  it('takes no metric for Mermaid', () => {
    const history = { ...line([1, 2, 3]), metric: 'a"]\nclick A "x" <b>`' };
    const [detail] = historyDetail(gatePredicate({ history }));
    expect(detail?.body.split('```')[1]).toMatchInlineSnapshot(`
      "mermaid
      xychart-beta
          x-axis ["1111111", "2222222", "3333333"]
          y-axis "a???click A ?x? ?b??"
          line [1.000, 2.000, 3.000]
      "
    `);
    expect(detail?.summary).toMatchInlineSnapshot(`"History of a"&#93; click A "x" &lt;b&gt;&#96;: 3 models"`);
  });
});
