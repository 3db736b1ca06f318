import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@ml-actions/core/store/file';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { gatePredicate } from './drawn-fixture.ts';
import { withKeptPlots } from './kept-plots.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-plots-')));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const body = gatePredicate({});
const plots = [{ name: 'roc.svg', title: 'ROC curve', svg: '<svg/>' }];
const head = 'c'.repeat(40);
const ports = (isTrusted: boolean) => {
  const store = fileStore(join(workspace, 'store'));
  return fakePorts(workspace, { run: fakeRun(workspace, { isTrusted, headSha: head }), store: async () => store });
};

describe('pictures in the record store', () => {
  it('are kept by a run of the default branch, and the record says so', async () => {
    const on = ports(true);
    const kept = await withKeptPlots('default', body, plots, undefined, on);
    expect(kept.plots).toEqual(['birds-default-roc.svg']);
    const view = await (await on.store()).view();
    const bytes = await view.read(`plots/${head}/birds-default-roc.svg`);
    expect(Buffer.from(bytes ?? []).toString()).toBe('<svg/>');
  });

  it.each([
    ['a pull request', false, undefined, plots],
    ['a store that comments cannot link', true, 'file:elsewhere', plots],
    ['nothing drawn', true, undefined, []],
  ] as const)('are not kept for %s', async (_, isTrusted, store, drawn) => {
    expect(await withKeptPlots('default', body, drawn, store, ports(isTrusted))).toBe(body);
  });

  it('that the store refuses change no verdict', async () => {
    const on = ports(true);
    const refusing = { ...on, store: () => Promise.reject(new Error('push refused')) };
    expect(await withKeptPlots('default', body, plots, undefined, refusing)).toBe(body);
  });
});
