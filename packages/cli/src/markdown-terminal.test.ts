import { expect, it } from 'vitest';
import { forTerminal, plainText } from './markdown-terminal.ts';

it.each([
  ['**bold** and `code` and [a link](https://x)', 'bold and code and a link'],
  ['a \\| b &lt;c&gt; &#64;d', 'a | b <c> @d'],
  ['<sub>one<br>two</sub>', 'one · two'],
  ['<!-- hidden -->x', 'x'],
])('%j is %j', (markdown, text) => expect(plainText(markdown)).toBe(text));

it('renders a comment in columns, folded details on one line, code as it is', () => {
  const comment = `<!-- mark -->

## ✅ churn: PASS

### Gate

| | Metric | Change |
|--|:--|--:|
| ✅ | \`auc\` | +0.5 |
| ❌ | a \\| b | -12.25 |

<details><summary>One</summary>

inside

</details>

<details><summary>Two <b>x</b></summary>

inside

</details>

\`\`\`text
auc   |-●-|
\`\`\`

<sub>commit \`abc\`</sub>`;
  expect(forTerminal(comment)).toMatchInlineSnapshot(`
    "✅ churn: PASS

    Gate

         Metric   Change
    ✅   auc        +0.5
    ❌   a | b    -12.25

    ▸ One   ▸ Two x

    auc   |-●-|

    commit abc"
  `);
});
