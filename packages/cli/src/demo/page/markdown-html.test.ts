import { expect, it } from 'vitest';
import { escaped, inlineHtml, markdownHtml } from './markdown-html.ts';

it.each([
  ['<script>alert(1)</script>x', '&lt;script&gt;alert(1)&lt;/script&gt;x'],
  ['<img src=x onerror=alert(1)>', ''],
  ['[a](javascript:alert)', '<p><a>a</a></p>'],
  ['<details open onclick=x><summary>s</summary></details>', '<details open><summary>s</summary></details>'],
  ['<p style="x">y</p>', '<p>y</p>'],
])('%s leaves %s', (markdown, html) => expect(markdownHtml(markdown).trim()).toBe(html));

it('keeps the alignment of tables', () => {
  expect(markdownHtml('| a |\n|--:|\n| 1 |')).toContain('<td align="right">1</td>');
});

it('renders one line without a paragraph', () => expect(inlineHtml('`a` < b')).toBe('<code>a</code> &lt; b'));

it('escapes text', () => expect(escaped('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;'));
