import { beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../error.ts';
import { type Kind, newPlace, type Place } from './fixture/stores.ts';
import type { Change, Store } from './store.ts';

const KINDS: readonly Kind[] = ['git', 'file'];

const change = <T>(writes: Record<string, string | null>, result: T): Change<T> => ({
  writes: new Map(Object.entries(writes)),
  message: 'test',
  result,
});

const put = (store: Store, writes: Record<string, string | null>) =>
  store.update(async () => change(writes, undefined));

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

describe.each(KINDS)('%s store', (kind) => {
  let place: Place;
  beforeEach(() => {
    place = newPlace(kind);
  });

  test('an empty store is not an error, and nothing is written by reading or by an empty change', async () => {
    const store = place.open();
    const view = await store.view();
    expect([view.revision, await view.list(''), await view.read('models/a.json')]).toEqual([null, [], undefined]);
    expect(await store.update(async () => change({}, 'nothing'))).toBe('nothing');
    expect((await store.view()).revision).toBe(null);
  });

  test('reads what was written, by prefix and sorted; the first write names the format', async () => {
    await put(place.open(), { 'models/b/1.json': '{}', 'models/a-b/2.json': 'ü', 'models/a/1.json': '' });
    const view = await place.open().view();
    expect(await view.list('')).toEqual(['models/a-b/2.json', 'models/a/1.json', 'models/b/1.json', 'store.json']);
    expect(await view.list('models/a')).toEqual(['models/a-b/2.json', 'models/a/1.json']);
    expect(await view.list('models/a/')).toEqual(['models/a/1.json']);
    expect(text(await view.read('models/a-b/2.json'))).toBe('ü');
    expect(text(await view.read('models/a/1.json'))).toBe('');
    expect(text(await view.read('store.json'))).toBe('{"format":1}\n');
    expect(await view.read('models/a')).toBeUndefined();
  });

  test('keeps bytes as they are, also many', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256));
    await place.open().update(async () => ({ writes: new Map([['blobs/x', bytes]]), message: 'bytes', result: 1 }));
    expect(Buffer.compare((await (await place.open().view()).read('blobs/x')) ?? Buffer.of(), bytes)).toBe(0);
  });

  test('a view does not change when others write, delete and create', async () => {
    const store = place.open();
    await put(store, { 'a.json': 'old', 'gone.json': 'x' });
    const before = await store.view();
    await put(place.open(), { 'a.json': 'new', 'gone.json': null, 'fresh.json': 'y' });
    await put(place.open(), { 'a.json': 'newest' });
    expect(text(await before.read('a.json'))).toBe('old');
    expect(text(await before.read('gone.json'))).toBe('x');
    expect(await before.list('')).toEqual(['a.json', 'gone.json', 'store.json']);
    const after = await store.view();
    expect(text(await after.read('a.json'))).toBe('newest');
    expect(await after.list('')).toEqual(['a.json', 'fresh.json', 'store.json']);
    expect(after.revision).not.toBe(before.revision);
  });

  test('writers of one process take turns, the creation included', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 5 }, () =>
        place.open().update(async (view) => {
          const next = (await view.list('v/')).length + 1;
          return change({ [`v/${next}.json`]: '' }, next);
        }),
      ),
    );
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5]);
  });

  test('what the attempt throws comes out, and nothing is written', async () => {
    const store = place.open();
    await expect(
      store.update(async () => {
        throw new InputError('no');
      }),
    ).rejects.toThrow(new InputError('no'));
    expect((await store.view()).revision).toBe(null);
  });

  test.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../b',
    'a//b',
    '.git/config',
    'a/.hidden',
    'a\\b',
    'a b',
    'a\nb',
    'a.',
    `${'x'.repeat(201)}`,
  ])('refuses the path %j as a bug', async (path) => {
    await expect(put(place.open(), { [path]: 'x' })).rejects.toThrow('is not a store path');
    await put(place.open(), { 'ok.json': '' });
    await expect((await place.open().view()).read(path)).rejects.toThrow('is not a store path');
  });

  test.each([
    [{ a: 'file' }, { 'a/b': 'x' }],
    [{ 'a/b': 'x' }, { a: 'file' }],
    [{}, { a: 'file', 'a/b': 'x' }],
  ])('refuses a file where a directory is: %j then %j', async (first, second) => {
    await put(place.open(), { ...first, other: '' });
    await expect(put(place.open(), second)).rejects.toThrow('cannot be both a file and a directory');
  });

  test('refuses a format it does not know', async () => {
    await put(place.open(), { 'a.json': '' });
    await put(place.open(), { 'store.json': '{"format":2}' });
    const said =
      'the record store has a format this version does not know (got 2, expected 1). Use the version of ml-actions that wrote it, or a newer one.';
    await expect(place.open().view()).rejects.toThrow(said);
    await expect(put(place.open(), { 'a.json': '' })).rejects.toThrow(InputError);
  });

  test('refuses a place that holds something else', async () => {
    await put(place.open(), { 'a.json': '' });
    await put(place.open(), { 'store.json': null });
    await expect(place.open().view()).rejects.toThrow('this is not a record store: it has content but no store.json');
  });
});
