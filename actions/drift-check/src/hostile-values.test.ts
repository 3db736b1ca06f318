import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rendered } from '@ml-actions/core/report/fixture/rendered';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GitHub as LocalGitHub, startGitHub } from '../../../test/support/github/server.ts';
import { openClient } from '../../../test/support/open-client.ts';
import { dayOf, type Nights, openNights } from './fixture/check.ts';

let hub: LocalGitHub;
let nights: Nights;
beforeAll(async () => {
  hub = await startGitHub({ now: () => dayOf(1) });
});
afterAll(() => hub.close());
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());

const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;

/** Text outside of code: only there GitHub looks for names, numbers and emoji. */
const prose = (html: string): string => html.replace(/<code>.*?<\/code>/gs, '');
/** Of the issue's footer and of links to its run. */
const OURS = ['code', 'a', 'em', 'sub'];
const tags = (html: string): Set<string> => new Set([...html.matchAll(/<(\w+)/g)].map(([, tag = '']) => tag));

/** Texts that mean something to GitHub, to Markdown or to HTML, and what of them must not come to life. */
test.each<[string, string, RegExp]>([
  ['mentions', '@octocat and @acme/team', /@octocat|@acme/],
  ['a link', '[click](https://evil.example/)', /evil\.example/],
  ['a script of a link', '[click](javascript:alert(1))', /javascript/],
  ['an image', '![x](https://evil.example/x.png)', /evil\.example/],
  ['addresses', 'https://evil.example/ www.evil.example', /evil\.example/],
  ['HTML', '<img src=x onerror=alert(1)>', /onerror/],
  ['our own marker', '<!-- ml-actions:drift-check -->', /ml-actions:drift-check/],
  ['backticks', '`a` ``b`` ```c```', /^never$/],
  ['a backtick and a mention', '` @octocat `', /@octocat/],
  ['cells of a table', 'a | b || c |', /^never$/],
  ['new lines', 'one\n## two\r\n- [ ] three\n\n> four', /<h2>two|<input/],
  ['references', 'fixes #1, closes acme/birds#2, GH-3', /#1|GH-3/],
  ['emphasis', '**bold** _it_ ~~s~~ $x^2$ :rocket:', /rocket/],
  ['closing tags', '</td></table></details></code>', /^never$/],
  ['characters that turn text round', '\u202eevil\u0007\u200b', /\p{Cc}(?<!\n)|\p{Bidi_Control}/u],
])('%s as a category are plain text in summary, issue and page', async (_, value, alive) => {
  const rows = (share: number): string =>
    `x\n${Array.from({ length: 600 }, (__, at) => `${cell(at % 10 < share ? value : `other ${at % 3}`)}\n`).join('')}`;
  await nights.write('then.csv', rows(1));
  await nights.write('now.csv', rows(8));
  const name = `birds-${hub.requests.length}`;
  const repository = await hub.repository('acme', name);
  const github = openClient(hub, { repository: `acme/${name}` });
  const given = { current: 'now.csv', reference: 'path:then.csv', debounce: '1/1', samples: 'values-in-public' };
  const { markdown, outcome } = await nights.check(1, given, { github: async () => github });
  const body = repository.state.issues[0]?.body ?? '';
  const harmless = { current: 'now.csv', reference: 'path:then.csv', debounce: '1/1', samples: 'none', issue: 'never' };
  const plain = tags(rendered((await nights.check(2, harmless)).markdown));
  for (const text of [markdown, body]) {
    expect(text).toContain('→');
    expect(prose(rendered(text))).not.toMatch(alive);
    expect([...tags(rendered(text))].filter((tag) => !plain.has(tag) && !OURS.includes(tag))).toEqual([]);
  }
  expect(body.match(/<!--/g)).toHaveLength(1);
  const page = await readFile(join(nights.workspace, String(outcome.outputs['html-report'])), 'utf8');
  expect(page).not.toMatch(/<img|<script|\u202e|<!--/);
});
