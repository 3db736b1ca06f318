import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@ml-actions/core/store/file';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepPlots } from './keep-plots.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ml-plots-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
const plots = (...names: string[]) => new Map(names.map((name) => [name, `<svg>${name}</svg>`]));
const day = (text: string) => new Date(`${text}T12:00:00Z`);

describe('plots in the record store', () => {
  it('stay for 90 days, whatever other commits bring, and write nothing twice', async () => {
    const store = fileStore(root);
    const list = async () => (await store.view()).list('plots/');
    await keepPlots(store, a, plots('roc.svg', 'pr.svg'), day('2026-01-01'));
    expect(await list()).toEqual([`plots/${a}/pr.svg`, `plots/${a}/roc.svg`, 'plots/days.json']);
    const { revision } = await store.view();
    await keepPlots(store, a, plots('roc.svg'), day('2026-01-02'));
    expect((await store.view()).revision).toBe(revision);
    await keepPlots(store, b, plots('roc.svg'), day('2026-04-01'));
    expect(await list()).toHaveLength(4);
    await keepPlots(store, b, plots('roc.svg'), day('2026-04-02'));
    expect(await list()).toEqual([`plots/${b}/roc.svg`, 'plots/days.json']);
    expect(Buffer.from((await (await store.view()).read('plots/days.json')) ?? '').toString()).toBe(
      `{"${b}":"2026-04-01"}`,
    );
  });

  it.each([['../x.svg'], ['x.png'], ['.svg'], ['a/b.svg'], ['A.svg']])('%s is no name of a plot', async (name) => {
    await expect(keepPlots(fileStore(root), a, plots(name), day('2026-01-01'))).rejects.toThrow('cannot be kept');
  });
});
