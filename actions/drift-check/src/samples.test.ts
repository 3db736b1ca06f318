import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { features, type Nights, openNights } from './fixture/check.ts';
import { shownChanges } from './shown-changes.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());

const values = { reference: 'path:data/train.csv', features, issue: 'never', debounce: '1/1' };
const inPrivate = () => ({
  run: fakeRun(nights.workspace, { isPublic: false, payload: { repository: { private: true } } as never }),
});
async function told(samples: string, overrides = {}) {
  const given = { ...values, current: 'data/production/2000.csv', samples, 'profile-out': 'out.json' };
  const { markdown, outcome, predicate } = await nights.check(1, given, overrides);
  const page = await readFile(join(nights.workspace, String(outcome.outputs['html-report'])), 'utf8');
  const profile = await readFile(join(nights.workspace, 'out.json'), 'utf8');
  return { text: [markdown, page, JSON.stringify(predicate)].join('\n'), profile };
}

test('no value is told, and the profile hashes them, where everybody reads', async () => {
  const { text, profile } = await told('none');
  expect(text).not.toMatch(/turboprop|airline/);
  expect(profile).toContain('"values":"hashed"');
  expect(profile).not.toMatch(/turboprop|airline/);
});

test('shapes of values, where asked', async () => {
  const { text } = await told('masked');
  expect(text).toContain('aaaaaaaaa');
  expect(text).not.toMatch(/turboprop/);
});

test('a long value is cut between characters', () => {
  const [change] = shownChanges([{ value: `${'a'.repeat(59)}😀😀`, reference: 0, current: 1 }], 'values');
  expect(change?.value).toBe(`${'a'.repeat(59)}…`);
  expect(change?.value.isWellFormed()).toBe(true);
});

test.each([
  ['values', 'a private repository', inPrivate],
  ['values-in-public', 'everybody may', () => ({})],
])('%s are told where %s', async (samples, _, overrides) => {
  const { text, profile } = await told(samples, overrides());
  expect(text).toContain('turboprop');
  expect(profile).toContain('"values":"plain"');
});

test('a private repository keeps its values in its profile, and tells none', async () => {
  const { text, profile } = await told('none', inPrivate());
  expect(text).not.toMatch(/turboprop/);
  expect(profile).toContain('turboprop');
});

test('against a hashed profile there are no names to tell', async () => {
  await told('none');
  const given = {
    ...values,
    current: 'data/production/2000.csv',
    reference: 'path:out.json',
    samples: 'values-in-public',
  };
  const { markdown } = await nights.check(2, given);
  expect(markdown).not.toMatch(/turboprop|[0-9a-f]{16}`? \d/);
});
