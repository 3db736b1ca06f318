import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRows } from '../failing/find.ts';
import { digestFiles, fingerprint } from '../fingerprint.ts';
import {
  bmpBytes,
  gifBytes,
  jpegBytes,
  pngBytes,
  segment,
  tiffBytes,
  webpBytes,
  wholeJpeg,
  wholePng,
} from '../fixture/images.ts';
import { judge, told } from '../fixture/judged.ts';
import { checkedWhole, mapAll, reduced } from '../fixture/sharded.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource, type Source } from '../source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

async function put(files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(space.root, name)), { recursive: true });
    await writeFile(join(space.root, name), content);
  }
}

const open = (name: string, ...paths: string[]): Promise<Source> =>
  openSource(space.engine, { name, paths, root: space.root });

const rowsOf = (source: Source, columns: string) =>
  space.engine.rows(`SELECT ${columns} FROM ${source.relation}`).then((rows) => rows.map((row) => Object.values(row)));

describe('a folder of images is a table', () => {
  test('of one row each, with the class that its folder names', async () => {
    await put({
      'pets/cat/1.png': wholePng(3, 4),
      'pets/cat/night/2.JPG': wholeJpeg(5, 6),
      'pets/dog/3.png': wholePng(7, 8),
      'pets/loose.jpeg': wholeJpeg(9, 9),
      'pets/metadata.csv': 'file_name\n',
    });
    const source = await open('data', 'pets');
    expect(source).toMatchObject({ format: 'images', bytes: 172 });
    const expected = [
      ['cat/1.png', 'cat', 'png', 3n, 4n, 3n, 46n],
      ['cat/night/2.JPG', 'cat', 'jpeg', 5n, 6n, 3n, 40n],
      ['dog/3.png', 'dog', 'png', 7n, 8n, 3n, 46n],
      ['loose.jpeg', null, 'jpeg', 9n, 9n, 3n, 40n],
    ];
    const columns = 'path, label, format, width, height, channels, bytes';
    expect(await rowsOf(source, columns)).toEqual(expected);
    expect(await rowsOf(await open('data', 'pets/**/*.{png,JPG,jpeg}'), columns)).toEqual(expected);
    expect(await rowsOf(await open('data', 'pets/*/*.png'), 'path, label')).toEqual([
      ['cat/1.png', 'cat'],
      ['dog/3.png', 'dog'],
    ]);
    expect(await rowsOf(await open('data', 'pets/cat', 'pets/dog'), 'path')).toHaveLength(3);
  });

  test('whose digest is that of the files and whose fingerprint stays when the folder moves', async () => {
    await put({ 'moved/a/1.png': wholePng(1, 1), 'moved/b/2.png': wholePng(1, 2) });
    const before = await open('data', 'moved');
    const [identity, { files }] = [await fingerprint(space.engine, before), await digestFiles(before)];
    await rename(join(space.root, 'moved'), join(space.root, 'elsewhere'));
    const after = await open('data', 'elsewhere');
    expect(await fingerprint(space.engine, after)).toEqual(identity);
    expect((await digestFiles(after)).files).toEqual(
      files.map((file) => ({ ...file, path: file.path.replace('moved', 'elsewhere') })),
    );
    const columns = await rowsOf(after, 'sha256');
    expect(columns).toEqual(files.map(({ sha256 }) => [sha256]));
    await put({ 'elsewhere/b/2.png': wholePng(1, 3) });
    expect((await fingerprint(space.engine, await open('data', 'elsewhere'))).fingerprint).not.toBe(
      identity.fingerprint,
    );
  });

  test('paths of two folders that are alike are told apart', async () => {
    await put({ 'one/x/1.png': wholePng(1, 1), 'two/x/1.png': wholePng(1, 1) });
    expect(await rowsOf(await open('data', 'one', 'two'), 'path, label')).toEqual([
      ['one/x/1.png', 'x'],
      ['two/x/1.png', 'x'],
    ]);
  });

  test('hidden ones too, as those who train on it read them', async () => {
    await put({ 'hidden/.checkpoints/.1.png': wholePng(1, 1) });
    expect(await rowsOf(await open('data', 'hidden'), 'path, label')).toEqual([
      ['.checkpoints/.1.png', '.checkpoints'],
    ]);
  });

  test('whatever its files are called', async () => {
    const name = `odd/${`'); DROP TABLE x; --"`}/${'a\n%00{{}}é'}.png`;
    await put({ [name]: wholePng(1, 1) });
    const [[path, label] = []] = await rowsOf(await open('data', 'odd'), 'path, label');
    expect([path, label]).toEqual([name.slice(4), `'); DROP TABLE x; --"`]);
  });
});

describe('what no trainer can read does not pass', () => {
  const strip = tiffBytes('II', 4, 4, [[273, 60], [279, 20]]); // biome-ignore format: pairs
  const cases: readonly [what: string, name: string, content: Buffer | string, told: string][] = [
    ['a PNG', 'a.png', wholePng(1, 1), '0/1 0/1 0/1'],
    ['nothing', 'a.png', '', '1/1 0/0 0/0'],
    ['text', 'a.jpg', 'no image', '1/1 0/0 0/0'],
    ['half a header', 'a.png', pngBytes(1, 1).subarray(0, 20), '1/1 0/0 0/0'],
    ['a JPEG called PNG', 'a.png', wholeJpeg(1, 1), '0/1 0/1 1/1'],
    ['a PNG cut off', 'a.png', pngBytes(1, 1), '0/1 1/1 0/1'],
    ['a JPEG', 'a.jpeg', wholeJpeg(1, 1, segment(40)), '0/1 0/1 0/1'],
    ['a JPEG cut off', 'a.jpg', wholeJpeg(1, 1).subarray(0, -2), '0/1 1/1 0/1'],
    ['a JPEG without its scan', 'a.jpg', jpegBytes(1, 1), '0/1 1/1 0/1'],
    ['a JPEG cut off behind its thumbnail', 'a.jpg', wholeJpeg(9, 9, thumbnail()).subarray(0, -2), '0/1 1/1 0/1'],
    [
      'a JPEG of many bytes',
      'a.jpg',
      wholeJpeg(1, 1, Buffer.concat([segment(60_000), segment(60_000)])),
      '0/1 0/1 0/1',
    ],
    ['a GIF', 'a.gif', Buffer.concat([gifBytes(1, 1), Buffer.from([0x3b, 0, 0])]), '0/1 0/1 0/1'],
    ['a GIF cut off', 'a.gif', Buffer.concat([gifBytes(1, 1), Buffer.from([0x2c])]), '0/1 1/1 0/1'],
    ['a BMP', 'a.bmp', bmpWith(20), '0/1 0/1 0/1'],
    ['a BMP cut off', 'a.bmp', bmpWith(20).subarray(0, -1), '0/1 1/1 0/1'],
    ['a WebP', 'a.webp', webpWith(32), '0/1 0/1 0/1'],
    ['a WebP cut off', 'a.webp', webpWith(33), '0/1 1/1 0/1'],
    ['a TIFF', 'a.tif', Buffer.concat([strip, Buffer.alloc(80 - strip.length)]), '0/1 0/1 0/1'],
    ['a TIFF cut off', 'a.tiff', Buffer.concat([strip, Buffer.alloc(79 - strip.length)]), '0/1 1/1 0/1'],
    ['a TIFF that says no strip', 'a.tiff', tiffBytes('MM', 4, 4), '0/1 1/1 0/1'],
  ];
  test.each(cases)('%s', async (_, name, content, expected) => {
    await rm(join(space.root, 'case'), { recursive: true, force: true });
    await put({ [`case/${name}`]: content });
    const report = await judge(space, [await open('data', 'case')], 'checks: [{ rows: 1 }]');
    const numbers = told(report, 'images.').map((line) => line.split(' ').at(-1));
    expect(numbers.join(' ')).toBe(expected);
    expect(report.verdict).toBe(expected.includes('1/1') && !expected.startsWith('0/1 0/1 0/1') ? 'fail' : 'pass');
  });

  test('its files are named; a contract may allow some of them', async () => {
    await put({ 'some/a.png': wholePng(1, 1), 'some/b.png': pngBytes(1, 1), 'some/c.png': 'x' });
    const source = await open('data', 'some');
    const { broken } = await judge(space, [source], 'checks: [{ rows: 3 }]');
    const found = await findRows(space.engine, [...broken.values()], null);
    expect(found.flatMap((each) => each?.first ?? [])).toEqual([
      { file: 'some/c.png', row: 1 },
      { file: 'some/b.png', row: 1 },
    ]);
    const lenient = `columns:
  readable: { type: boolean, in: [true], failing: "<= 1" }
  complete: { type: boolean, in: [true], failing: "<= 50%" }`;
    expect(told(await judge(space, [source], lenient), '').filter((line) => / 1\//.test(line))).toEqual([
      'readable.in pass 1/3',
      'complete.in pass 1/2',
    ]);
  });
});

test('rules of columns, labels and splits need nothing special', async () => {
  await put({
    'split/train/cat/1.png': wholePng(30, 40, 'a'),
    'split/train/dog/1.png': wholePng(30, 40, 'b'),
    'split/train/dog/2.png': wholePng(30, 40, 'a'),
    'split/test/cat/9.png': wholePng(30, 40, 'a'),
    'split/test/bird/8.png': wholePng(31, 40, 'a'),
    'split/test/bird/7.png': wholePng(30, 40, 'b'),
  });
  const sources = [await open('train', 'split/train'), await open('test', 'split/test')];
  const report = await judge(
    space,
    sources,
    `columns:
  width: { type: integer, min: 20, max: 30 }
  sha256: { type: string, unique: true }
labels: { column: label, in: [cat, dog], conflicts: 0 }
splits: { inputs: [train, test], label: label, overlap: 0, input_overlap: 0, new_labels: 0 }`,
  );
  expect(told(report, '').filter((line) => !line.includes('pass'))).toEqual([
    'sha256.unique fail 1/3',
    'width.range fail 1/3',
    'splits.overlap fail 1/3',
    'splits.input_overlap fail 2/3',
    'splits.new_labels fail 2/3',
    'labels.conflicts fail 2/3',
    'labels.in fail 2/3',
  ]);
});

test('shards of images are judged as the whole', async () => {
  await put({
    'shard/1/cat/1.png': wholePng(1, 1),
    'shard/1/dog/2.png': pngBytes(1, 1),
    'shard/2/cat/3.png': wholeJpeg(1, 2),
  });
  const text = 'version: 1\ncolumns: { label: { type: string, in: [cat] }, sha256: { type: string, unique: true } }';
  const folders = await mapAll(space, text, [{ data: ['shard/1'] }, { data: ['shard/2'] }]);
  const [whole, parts] = [
    await checkedWhole(space, text, { data: ['shard/1', 'shard/2'] }),
    await reduced(space, text, folders),
  ];
  const brief = ({ verdict, rules }: typeof whole): unknown => [
    verdict,
    rules.map(({ id, status, failing, of }) => [id, status, failing, of]),
  ];
  expect(brief(parts)).toEqual(brief(whole));
  expect(parts.rules.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual([
    'label.in',
    'images.complete',
    'images.extension_matches',
  ]);
  expect(parts.fingerprints).toEqual(whole.fingerprints);
});

describe('refused', () => {
  test('links that leave the workspace, links to folders, formats that nobody reads here', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'ml-outside-'));
    await writeFile(join(outside, 'o.png'), wholePng(1, 1));
    await put({ 'links/a.png': wholePng(1, 1), 'other/a.avif': 'x', 'none/a.txt': 'x', 'mixed/a.png': 'x' });
    await symlink(join(outside, 'o.png'), join(space.root, 'links/b.png'));
    await expect(open('data', 'links')).rejects.toThrow('"links/b.png" leaves the directory');
    await rm(join(space.root, 'links/b.png'));
    await symlink(outside, join(space.root, 'links/c'));
    await expect(open('data', 'links')).rejects.toThrow('"c" is a symbolic link to a directory');
    await expect(open('data', outside)).rejects.toThrow('leaves the directory');
    await expect(open('data', 'other')).rejects.toThrow('the format of "other/a.avif" is not known by its name');
    await expect(open('data', 'none')).rejects.toThrow('"none" is a directory, and no image lies below it');
    await put({ 'mixed.csv': 'a\n1\n' });
    await expect(open('data', 'mixed', 'mixed.csv')).rejects.toThrow('different formats');
    await rm(outside, { recursive: true });
  });

  test('but links to files inside are read under their own names, each for itself', async () => {
    await put({ '.cache/ab': wholePng(1, 1) });
    await mkdir(join(space.root, 'linked'));
    for (const name of ['a.png', 'b.png']) await symlink('../.cache/ab', join(space.root, 'linked', name));
    const report = await judge(
      space,
      [await open('data', 'linked')],
      'columns: { sha256: { type: string, unique: true } }',
    );
    expect(told(report, 'sha256.unique')).toEqual(['sha256.unique fail 1/2']);
  });
});

/** A segment that holds an image of its own. */
function thumbnail(): Buffer {
  const own = wholeJpeg(1, 1);
  return Buffer.concat([Buffer.from([0xff, 0xe1, 0, own.length + 2]), own]);
}

/** Five pixels of 24 bits in one row: 15 bytes, 16 with their filling. */
function bmpWith(bytes: number): Buffer {
  const head = bmpBytes(5, 1, 24);
  head.writeUInt32LE(head.length, 10);
  return Buffer.concat([head, Buffer.alloc(bytes)]).subarray(0, head.length + 16);
}

/** @param size what the RIFF header says */
function webpWith(size: number): Buffer {
  const bytes = webpBytes('VP8L', 3, 3);
  bytes.writeUInt32LE(size, 4);
  return bytes;
}
