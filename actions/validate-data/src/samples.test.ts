import { access, lstat, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTaskEntry } from '@ml-actions/core/exec/task-entry';
import { laptopEvent, type RunContext } from '@ml-actions/core/runner/context';
import { openWorkspace, type Workspace } from '@ml-actions/data/fixture/workspace';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { runAction } from '../../../test/support/run-action.ts';
import { check, workspaceWith } from './fixture/check.ts';
import type { ValidateInputs } from './inputs.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const files = {
  'data-contract.yaml':
    'version: 1\ndata: d.csv\nkey: [id]\ncolumns:\n  id:\n  age: { type: integer, max: 120 }\n  mail: { type: string, format: email, pii: true }\n',
  'd.csv': 'id,age,mail\nROW-7,30,PERSON-1\nROW-8,4711,b@example.org\n',
};

const runs = (workspace: string): Readonly<Record<string, RunContext>> => ({
  private: fakeRun(workspace, { payload: { repository: { private: true } } }),
  public: fakeRun(workspace, { isPublic: true, payload: { repository: { private: false } } }),
  unknown: fakeRun(workspace, { isPublic: false, payload: {} }),
  laptop: fakeRun(workspace, { event: laptopEvent, isPublic: false, payload: {} }),
});

describe('values are not shown to everybody by mistake', () => {
  const cases: readonly (readonly [samples: ValidateInputs['samples'], where: string, shown: string | RegExp])[] = [
    ['none', 'public', ''],
    ['masked', 'public', '9999'],
    ['values', 'public', /everybody: this repository is public .*say `values-in-public`/],
    ['values', 'unknown', /does not say that the repository is private/],
    ['values-in-public', 'public', '4711'],
    ['values', 'private', '4711'],
    ['values', 'laptop', '4711'],
  ];
  test.each(cases)('%s in a %s repository', async (samples, where, shown) => {
    const workspace = await workspaceWith(files);
    const run = runs(workspace)[where];
    const done = check(workspace, { samples }, { ...(run && { run }) });
    if (shown instanceof RegExp) return expect(done).rejects.toThrow(shown);
    const { outcome } = await done;
    const path = String(outcome.outputs['failing-rows']);
    if (shown === '') return expect(path).toBe('');
    const copy = await space.write(`${samples}.parquet`, await readFile(join(workspace, path)));
    const rows = await space.engine.rows(`SELECT rule, "key.id" AS id, value FROM read_parquet('${copy}')`);
    expect(rows[0]).toEqual({ rule: 'age.range', id: samples === 'masked' ? 'AAA-9' : 'ROW-8', value: shown });
    expect(JSON.stringify(outcome.summary)).toContain(shown);
    return undefined;
  });
});

describe('where failing rows are told', () => {
  test('numbers in record, comment and log; values in summary, report and junit; personal data nowhere', async () => {
    const workspace = await workspaceWith(files);
    const step = await runAction('validate-data', { workspace, inputs: { samples: 'values-in-public' } });
    const read = (output: string) => readFile(join(workspace, step.outputs[output] ?? ''), 'utf8');
    const [report, junit, record] = await Promise.all([read('report'), read('junit'), read('record')]);
    for (const text of [report, junit, step.summary])
      for (const value of ['ROW-8', '4711']) expect(text).toContain(value);
    for (const text of [record, step.stdout, step.stderr])
      for (const value of ['ROW-', '4711']) expect(text).not.toContain(value);
    for (const text of [report, junit, record, step.stdout, step.summary]) expect(text).not.toContain('PERSON');
    expect(step.stdout).toContain('line=6::"age.range" on data: 1 of 2 (50%25), expected at most 120; d.csv: row 2.');
    expect(JSON.parse(report).failingRows.rules).toEqual([
      { id: 'age.range', source: 'data', line: 6, failing: 1, kept: 1, shown: [{ file: 'd.csv', row: 2, key: { id: 'ROW-8' }, value: '4711' }] },
      { id: 'mail.format', source: 'data', line: 7, failing: 1, kept: 1, shown: [{ file: 'd.csv', row: 1, key: { id: 'ROW-7' }, value: null }] },
    ]); // biome-ignore format: one glance
    expect(step.summary).toContain('<summary>failing rows, with values</summary>');
  });

  test('a value is text: no tag, no mention, no link, no command, no element', async () => {
    const cell = '<img src=x>|`@octocat`](http://evil)\u202e\u001b[31m ::error::x ]]> "&';
    const workspace = await workspaceWith({
      'data-contract.yaml': 'version: 1\ndata: d.csv\nkey: ["a|b<i>"]\ncolumns: { "a|b<i>": { type: integer } }\n',
      'd.csv': `"a|b<i>",c\n"${cell.replaceAll('"', '""')}",1\n`,
    });
    const step = await runAction('validate-data', { workspace, inputs: { samples: 'values-in-public' } });
    expect(step.summary).not.toMatch(/<img|<i>|@octocat|\u202e/);
    for (const text of [step.summary, step.stdout]) expect(text).not.toContain('\u001b');
    expect(step.summary).not.toMatch(/\]\(http:\/\/evil/);
    const row = step.summary.split('\n').find((line) => line.includes('img src'));
    expect(row?.split('|').length).toBe(6);
    const junit = await readFile(join(workspace, step.outputs.junit ?? ''), 'utf8');
    expect(junit).toContain('a|b&lt;i&gt;=&lt;img src=x&gt;');
    for (const mark of ['<img', '\u001b']) expect(junit).not.toContain(mark);
  });

  test('data from a fork is shown as any other, by the child process that reads it', async () => {
    setTaskEntry(new URL('fixture/serve.ts', import.meta.url));
    const workspace = await workspaceWith(files);
    const run = fakeRun(workspace, { isFork: true, isTrusted: false, payload: { repository: { private: true } } });
    const there = await check(workspace, { samples: 'masked' }, { run });
    const here = await check(workspace, { samples: 'masked' });
    expect(there.outcome.summary).toEqual(here.outcome.summary);
    expect(there.outcome.outputs['failing-rows']).toMatch(/parquet$/);
    await expect(check(workspace, { samples: 'values' })).rejects.toThrow(/public/);
  });

  const former = '.ml-actions/birds/data/default.failing-rows.parquet';
  test.each([
    ['passes', { 'd.csv': 'id,age,mail\nROW-7,30,a@b.example\n' }, 'masked'],
    ['shows nothing', {}, 'none'],
    ['cannot read its data', { 'd.csv': 'id,age,mail\nROW-7\n' }, 'masked'],
    ['cannot read its contract', { 'data-contract.yaml': 'version: 2\n' }, 'masked'],
  ] as const)('the failing rows of an earlier run are gone after one that %s', async (_, other, samples) => {
    const workspace = await workspaceWith(files);
    expect((await check(workspace, { samples: 'masked' })).outcome.outputs['failing-rows']).toBe(former);
    for (const [path, text] of Object.entries(other)) await writeFile(join(workspace, path), text);
    const later = await check(workspace, { samples }).catch(() => null);
    expect(later?.outcome.outputs['failing-rows'] ?? '').toBe('');
    await expect(access(join(workspace, former))).rejects.toThrow('ENOENT');
  });

  test('a link in the place of the failing rows is not followed', async () => {
    const workspace = await workspaceWith({ ...files, '.ml-actions/birds/data/notes': 'mine' });
    await symlink('notes', join(workspace, former));
    await check(workspace, { samples: 'masked' });
    expect(await readFile(join(workspace, '.ml-actions/birds/data/notes'), 'utf8')).toBe('mine');
    expect((await lstat(join(workspace, former))).isFile()).toBe(true);
  });

  test('a rule with rows that cannot be written keeps its verdict, and a warning says why', async () => {
    const workspace = await workspaceWith({ ...files, '.ml-actions/birds/data/default.failing-rows.parquet/x': '' });
    const { outcome, log } = await check(workspace, { samples: 'masked' });
    expect(outcome.outputs).toMatchObject({ verdict: 'fail', 'failing-rows': '' });
    expect(log.join('\n')).toMatch(/warning: failing rows: /);
  });
});
