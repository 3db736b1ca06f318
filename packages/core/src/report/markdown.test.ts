import { describe, expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { rendered } from './fixture/rendered.ts';
import { clip, code, codeBlock, details, escapeText, shortDigests, table } from './markdown.ts';

const tagsOf = (markdown: string): string[] => rendered(markdown).match(/<[/!?A-Za-z][^>]*>/g) ?? [];
const textOf = (markdown: string): string =>
  rendered(markdown)
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replaceAll('\u200b', '')
    .trim();

/** What GitHub's filters turn into links after the Markdown is parsed. */
const filtered = /(?<![\w`])@[\w-]|(?<!&)#\d|\bGH-\d|:[\w+-]+:/i;

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '<',
          '>',
          '<!--',
          '-->',
          '<b>',
          '</td>',
          '|',
          '\\',
          '\\|',
          '`',
          '``',
          '*',
          '**',
          '_',
          '~~',
          '[x](y)',
          '![',
          ']',
          '(',
          ')',
          '#',
          '# ',
          '#12',
        ],
        ...[
          '@team',
          '@',
          'a@b.co',
          'a@7',
          '@7 ',
          'https://evil.example',
          'www.evil.example',
          'ftp://x.y',
          'mailto:a@b.co',
          'GH-7',
          'o/r#3',
          ':tada:',
          '&lt;',
          '&',
          '$x$',
        ],
        ...[
          '\n',
          '\r\n',
          '\n\n',
          '\t',
          '    ',
          '- ',
          '+ ',
          '1. ',
          '-',
          '+',
          '1)',
          '> ',
          '---',
          ':---',
          ':-:',
          '===',
          '\u202e',
          '\u0000',
          '\u200d',
          '\ud800',
          'a',
          'Z',
          '0',
          ' ',
          ':',
          '[^1]',
          '[ ] ',
        ],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

describe('escapeText', () => {
  test.each([
    ['roc_auc', 'roc_auc'],
    ['recall, country=BR', 'recall, country=BR'],
    ['a|b', 'a&#124;b'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['@octocat', '@\u200boctocat'],
    ['churn@7, churn@8', 'churn@7, churn@8'],
    ['a@7.co @7', 'a@\u200b7.co @\u200b7'],
    ['fixes #12', 'fixes #\u200b12'],
    ['https://evil.example', 'https:\u200b//evil.example'],
    ['two\nlines', 'two lines'],
    ['\u202eevil', '\ufffdevil'],
    ['# title', '&#35; title'],
    ['1. item', '1&#46; item'],
    ['- item', '&#45; item'],
    ['---', '&#45;--'],
    [':---', ':&#45;--'],
    ['---:', '&#45;--:'],
    ['0.8900 is below 0.9', '0.8900 is below 0.9'],
    ['-2 pp (-3.1 .. +0.5)', '-2 pp (-3.1 .. +0.5)'],
    ['=2', '=2'],
    [':white_check_mark:', ':\u200bwhite_check&#95;mark:'.replace('&#95;', '_')],
  ])('%j', (text, expected) => expect(escapeText(text)).toBe(expected));

  test('shows as plain text and nothing else, wherever it stands', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const safe = escapeText(text);
        expect(tagsOf(`x ${safe} y`)).toEqual(['<p>', '</p>']);
        expect(tagsOf(safe)).toEqual(safe === '' ? [] : ['<p>', '</p>']);
        expect(tagsOf(`### ${safe}`)).toEqual(['<h3>', '</h3>']);
        expect(tagsOf(`x\n${safe}`)).toEqual(['<p>', '</p>']);
      }),
      { numRuns: 500 },
    );
  });

  test('leaves nothing for the filters that run on the decoded text', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const decoded = rendered(escapeText(text)).replace(/&(amp|lt|gt|quot);/g, ' ');
        expect(decoded).not.toMatch(filtered);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps what a reader must see', () => {
    const readable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(readable, (text) => {
        expect(textOf(`x ${escapeText(text)}`)).toBe(`x ${text.replace(/\s+/g, ' ').trim()}`.trim());
      }),
    );
  });

  test('cuts endless text, never inside a character', () => {
    expect(escapeText('x'.repeat(5_000))).toHaveLength(300);
    expect(escapeText('😀'.repeat(300), 4)).toBe('😀…');
  });
});

describe('code', () => {
  test.each([
    ['train.py', '`train.py`'],
    ['a|b', '<code>a&#124;b</code>'],
    ['`x`', '<code>&#96;x&#96;</code>'],
    ['', ''],
  ])('%j', (text, expected) => expect(code(text)).toBe(expected));

  test('is one piece of code and nothing else', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = code(text);
        expect(tagsOf(`x ${shown} y`)).toEqual(shown === '' ? ['<p>', '</p>'] : ['<p>', '<code>', '</code>', '</p>']);
      }),
      { numRuns: 500 },
    );
  });
});

test('a code block cannot be closed from inside', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(tagsOf(`${codeBlock(text)}\n\nafter`)).toEqual(['<pre>', '<code>', '</code>', '</pre>', '<p>', '</p>']);
    }),
    { numRuns: 500 },
  );
});

describe('table', () => {
  test('is written as GitHub expects it', () => {
    expect(table(['Metric', 'Change'], [['roc_auc', '+0.01'], ['only one']], ['left', 'right'])).toMatchInlineSnapshot(`
      "| Metric | Change |
      |---|--:|
      | roc_auc | +0.01 |
      | only one |  |"
    `);
  });

  test('has exactly its cells, whatever they hold', () => {
    fc.assert(
      fc.property(nasty, nasty, (left, right) => {
        const tags = tagsOf(
          table(
            ['A', 'B'],
            [
              [escapeText(left), code(right)],
              ['c', 'd'],
            ],
          ),
        );
        expect(tags.filter((tag) => tag === '<td>')).toHaveLength(4);
        expect(tags.filter((tag) => /^<(?!\/?(table|thead|tbody|tr|th|td|code)>)/.test(tag))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

test('the summary of a folded part stays one line of text', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const tags = tagsOf(details(escapeText(text), 'inside'));
      expect(tags).toEqual(['<details>', '<summary>', '</summary>', '<p>', '</p>', '</details>']);
    }),
    { numRuns: 500 },
  );
});

test('clip counts characters as strings do and keeps pairs whole', () => {
  expect(clip('abcdef', 4)).toBe('abc…');
  expect(clip('ab', 4)).toBe('ab');
  expect(clip('a😀b', 3)).toBe('a…');
});

test('digests in a sentence are cut to twelve digits, other words are not', () => {
  const digest = '0123456789abcdef'.repeat(4);
  expect(shortDigests(`got sha256 ${digest}, commit ${'a'.repeat(40)}`)).toBe(
    `got sha256 0123456789ab, commit ${'a'.repeat(40)}`,
  );
});
