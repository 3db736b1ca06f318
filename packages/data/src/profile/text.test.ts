import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@ml-actions/core/json/digest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareWithProfile } from '../drift/compare.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { buildProfile } from './build.ts';
import { countAgainst } from './count.ts';
import { mergeCounts } from './merge.ts';
import { type Profile, parseProfile, profileText } from './schema.ts';

let space: Workspace;
let sentences: { readonly prose: readonly string[]; readonly law: readonly string[] };
let profile: Profile;
beforeAll(async () => {
  space = await openWorkspace();
  sentences = { prose: linesOf(/^readme/i), law: linesOf(/^licen[cs]e/i) };
  profile = await buildProfile(space.engine, [{ source: await written(half(sentences.prose, 0)) }]);
});
afterAll(() => space.close());

/** What people wrote about their packages, and under which terms they give them: the texts of this repository's tools. */
function linesOf(name: RegExp): string[] {
  const modules = new URL('../../../../node_modules/', import.meta.url).pathname;
  const lines = new Set<string>();
  const folders = readdirSync(modules, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name: folder } of folders)
    for (const file of filesOf(join(modules, folder)).filter((each) => name.test(each)))
      for (const line of readFileSync(join(modules, folder, file), 'utf8').split('\n'))
        if (/^[A-Z][^|`#<[]{30,200}$/.test(line)) lines.add(line);
  return [...lines].sort();
}
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));

/** One half of the lines, by their digests. */
const half = (lines: readonly string[], side: number): string[] =>
  lines.filter((line) => Number.parseInt(sha256(line).slice(0, 2), 16) % 2 === side);
const csv = (lines: readonly string[]): string =>
  `text\n${lines.map((line) => `"${line.replaceAll('"', '""')}"`).join('\n')}\n`;
let files = 0;
const written = (lines: readonly string[]) => space.source(`t${files++}.csv`, csv(lines));
async function states(lines: readonly string[]): Promise<Record<string, string>> {
  const report = compareWithProfile(profile, await countAgainst(space.engine, profile, [await written(lines)]));
  return Object.fromEntries(report.columns.map(({ column, state }) => [column, state]));
}

test('texts are measured, and the profile survives its own text', () => {
  expect(profile.columns.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
    'text: opaque',
    'text (characters): numeric',
    'text (non-ASCII share): numeric',
    'text (vocabulary): categorical',
    'text (words): numeric',
  ]);
  expect(parseProfile(profileText(profile), 'profile')).toEqual(profile);
});

test('the other half of the same texts does not drift', async () => {
  for (const state of Object.values(await states(half(sentences.prose, 1)))) expect(state).not.toBe('drift');
});

test.each([
  ['licences have other words', () => sentences.law, ['text (vocabulary)']],
  [
    'half as long',
    () => half(sentences.prose, 1).map((line) => line.slice(0, line.length / 2)),
    ['text (characters)', 'text (words)'],
  ],
  [
    'another script',
    () => half(sentences.prose, 1).map((line) => line.replaceAll('e', 'е')),
    ['text (non-ASCII share)'],
  ],
])('%s', async (_, lines, drifting) => {
  const found = await states(lines());
  expect(drifting.map((column) => found[column])).toEqual(drifting.map(() => 'drift'));
});

test('a missing text column is missed once', async () => {
  const other = await space.source('other.csv', 'id\n1\n2\n');
  const report = compareWithProfile(profile, await countAgainst(space.engine, profile, [other]));
  expect(report.columns.map(({ column, state }) => [column, state])).toEqual([['text', 'schema']]);
});

test('merge(parts) = whole, of words too', async () => {
  const lines = half(sentences.prose, 1);
  const count = async (part: readonly string[]) =>
    (await countAgainst(space.engine, profile, [await written(part)])).profile;
  const [first, rest] = [await count(lines.slice(0, 100)), await count(lines.slice(100))];
  expect(profileText(mergeCounts(rest, first))).toBe(profileText(await count(lines)));
});

test('hashed values give the same verdicts and are no longer there', async () => {
  const rows = (shares: string) => `SELECT ${shares}[1 + i % 4] AS city, i % 2 = 0 AS flag FROM range(1000) t(i)`;
  const [before, after] = ["['Rome', 'Rome', 'Oslo', 'Lima']", "['Rome', 'Oslo', 'Oslo', 'Kyiv']"];
  const reference = await space.parquet('before.parquet', rows(before));
  const current = await space.parquet('after.parquet', rows(after));
  const salt = sha256('model').slice(0, 32);
  const [plain, hashed] = [
    await buildProfile(space.engine, [{ source: reference }]),
    await buildProfile(space.engine, [{ source: reference }], { text: salt, isSecret: false }),
  ];
  expect(profileText(hashed)).not.toMatch(/Rome|Oslo|Lima/);
  expect(profileText(hashed)).toContain(sha256(`${salt}:Rome`).slice(0, 16));
  const judge = async (each: Profile) => compareWithProfile(each, await countAgainst(space.engine, each, [current]));
  const [open, hidden] = [await judge(plain), await judge(parseProfile(profileText(hashed), 'p'))];
  const facts = ({ columns }: typeof open) =>
    columns.map(({ column, state, effect, newCategories }) => [column, state, effect, newCategories]);
  expect(facts(hidden)).toEqual(facts(open));
  expect(() => mergeCounts(plain, hashed)).toThrow('spellings');
  expect(() => parseProfile(profileText(hashed).replace(`"salt":"${salt}",`, ''), 'p')).toThrow('salt');
});
