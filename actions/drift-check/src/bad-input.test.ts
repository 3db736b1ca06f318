import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { features, type Nights, openNights } from './fixture/check.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
  const { workspace, write } = nights;
  await write('empty.csv', '');
  await write('header.csv', 'a,b\n');
  await write(
    'junk.csv',
    Uint8Array.from({ length: 4096 }, (_, at) => (at * 31) % 256),
  );
  await write('nothing.json', '{"format":"ml-actions-profile","version":1,"values":"plain","columns":[]}');
  await write('scored.csv', `x,prediction\n${'1,0\n2,1\n'.repeat(100)}`);
  await write('junk.parquet', 'PAR1 not really');
  await write('profile.json', '{"format":"ml-actions-profile","version":9}');
  await mkdir(join(workspace, 'folder'));
  await symlink('/etc/passwd', join(workspace, 'leak.csv'));
});
afterEach(() => nights.close());

const ALL_0 = JSON.stringify(Object.fromEntries([...features.split('\n'), 'damage'].map((name) => [name, 0])));
const good = { current: 'data/production/2000.csv', reference: 'path:data/train.csv', issue: 'never' };

test.each<[string, Record<string, string>, string]>([
  ['no data named', { current: '' }, 'current: this input is required'],
  ['a missing file', { current: 'none.csv' }, 'current: "none.csv" does not exist'],
  ['a glob of nothing', { current: 'none/*.csv' }, 'matches no file'],
  ['an empty file', { current: 'empty.csv' }, 'current: "empty.csv" is empty (0 bytes)'],
  ['a header without rows', { current: 'header.csv' }, 'current: the data holds no row'],
  ['binary junk', { current: 'junk.csv' }, 'current'],
  ['a broken Parquet file', { current: 'junk.parquet' }, 'current'],
  ['a directory', { current: 'folder' }, 'current: "folder" is a directory'],
  ['a link out of the workspace', { current: 'leak.csv' }, 'current: "leak.csv" leaves the directory'],
  ['a path out of the workspace', { current: '../x.csv' }, 'current'],
  ['an address of another kind', { current: 'ftp://host/x.csv' }, 'remote: cannot be fetched (got "ftp://host/x.csv"'],
  ['an address with credentials', { current: 'https://u:p@host/x.csv' }, 'remote: an address holds no credentials'],
  ['nothing that may be fetched', { current: 's3://b/x.csv', 'max-bytes': '0' }, 'max-bytes: nothing can be fetched'],
  ['a window', { current: 'data/{window.start}.csv' }, 'current: `{window.start}` needs a window'],
  ['yesterday', { current: 'data/{yesterday}/x.csv' }, '"data/2026-11-20/x.csv" does not exist'],
  ['no such reference file', { reference: 'path:none.json' }, 'reference: "none.json" does not exist'],
  ['a profile of tomorrow', { reference: 'path:profile.json' }, 'this version of profiles is not known (got 9'],
  ['no reference', { reference: 'train.csv' }, 'reference: is not a reference (got train.csv'],
  ['another window as reference', { reference: 'same-weekday' }, 'reference: same-weekday needs windows'],
  ['an unknown feature', { features: 'wildlife_sise' }, 'Did you mean "wildlife_size"?'],
  ['an unknown column to ignore', { ignore: 'nope' }, 'ignore: the reference has no column "nope"'],
  ['an unknown weight', { importance: '{nope: 1}' }, 'importance: the reference has no column "nope"'],
  ['no file of weights', { importance: 'none.json' }, 'importance: "none.json" does not exist'],
  ['a file of other things', { importance: 'header.csv' }, 'importance: "header.csv" holds no weights by column (exp'],
  ['a folder of weights', { importance: 'folder' }, 'importance: "folder" holds no weights by column'],
  [
    'a prediction without weight',
    { reference: 'path:scored.csv', current: 'scored.csv', importance: '{prediction: 0}' },
    'importance: "prediction" is a prediction, which always decides',
  ],
  [
    'weights at an address',
    { importance: 's3://b/w.json' },
    'importance: is a file of the workspace (got "s3://b/w.json"',
  ],
  [
    'a profile for a store',
    { 'profile-out': 's3://b/p.json' },
    'profile-out: is a file of the workspace (got "s3://b/p',
  ],
  [
    'a warehouse that is not asked',
    { 'engine-config': 'server: https://x' },
    'engine-config: it means nothing without a',
  ],
  ['a profile of nothing', { reference: 'path:nothing.json' }, 'left to check (got a profile without columns)'],
  ['a weight below 0', { importance: '{phase: -1}' }, 'importance'],
  ['nothing left', { features: 'phase', ignore: 'phase' }, 'features: no column of the reference is left'],
  ['a wrong type', { alpha: 'high' }, 'alpha: `alpha` is wrong (got "high"'],
  ['a debounce upside down', { debounce: '3/2' }, 'M at most N'],
  ['a time to train again that is none', { cooldown: 'soon' }, 'cooldown: this is no length of time (got soon'],
  [
    'a webhook that is no address',
    { 'webhook-url': 'hooks.example/secret' },
    'webhook-url: is no web address (expected',
  ],
  ['a workflow by its folder', { 'retrain-workflow': '.github/workflows/train.yml' }, 'is no file name of a workflow'],
  ['windows back without a window', { offset: '3' }, 'offset: it means nothing without a window'],
  ['a longest window without one', { 'max-window': 'P3D' }, 'max-window: it means nothing without a window'],
  ['a window of more than the most', { window: 'P7D', 'max-window': 'P1D' }, 'max-window: the window may not become'],
  ['a key of nothing to join', { 'join-key': 'id' }, 'join-key: it means nothing without a file'],
  ['a mistyped time', { 'timestamp-column': 'fligt_date' }, 'timestamp-column: current has no column "fligt_date"'],
  ['nothing that decides', { importance: ALL_0 }, 'importance: no column decides anything (got "'],
  ['dates alone', { features: 'flight_date' }, 'no column decides anything (got "flight_date" (datetime)'],
  ['truths of no predictions', { truth: 'damage' }, 'truth: the reference holds no performance'],
  ['truths without a key', { truth: 'data/train.csv' }, 'join-key: a file of truths needs the column'],
  [
    'truths in one of many columns',
    { truth: 'data/train.csv', 'join-key': 'no' },
    'truth: it is not clear which column is the truth',
  ],
  ['values that everybody would read', { samples: 'values' }, 'If everybody may read these values'],
  [
    'a profile over the data',
    { 'profile-out': 'data/train.csv' },
    '"data/train.csv" is there already, and is no profile',
  ],
  ['a profile outside', { 'profile-out': '../profile.json' }, 'profile-out'],
])('%s', async (_name, values, message) => {
  const outcome = nights.check(1, { ...good, ...values }).catch((error: unknown) => error);
  const error = await outcome;
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).message).toContain(message);
  expect((error as InputError).message.split('\n')).toHaveLength(1);
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
  await chmod(join(nights.workspace, 'header.csv'), 0o000);
  await expect(nights.check(1, { ...good, current: 'header.csv' })).rejects.toThrow(InputError);
});
