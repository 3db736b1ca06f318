import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gifBytes, jpegBytes, pngBytes, tiffBytes } from '../fixture/images.ts';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import type { Source } from '../source.ts';

let space: Workspace;
let outside: string;
beforeAll(async () => {
  space = await openWorkspace();
  outside = await mkdtemp(join(tmpdir(), 'ml-outside-'));
  await writeFile(join(outside, 'o.png'), pngBytes(1, 1));
  await mkdir(join(space.root, 'images/deep'), { recursive: true });
  await space.write('images/a.png', pngBytes(100, 50));
  await space.write('images/b.jpg', jpegBytes(200, 80, 1));
  await space.write('images/deep/c.gif', gifBytes(10, 10));
  await space.write('images/twin.png', pngBytes(100, 50));
  await space.write('images/other.png', pngBytes(101, 50));
  await space.write('images/broken.png', 'no image');
  await space.write('images/notes.txt', 'no image either');
  await mkdir(join(space.root, 'good'));
  await space.write('good/t.tif', tiffBytes('II', 40, 40));
  await symlink(join(outside, 'o.png'), join(space.root, 'images/link.png'));
});
afterAll(async () => {
  await space.close();
  await rm(outside, { recursive: true });
});

const table = (rows: string): Promise<Source> => space.source('table.csv', `path,box,class\n${rows}`);
const images = async (rows: string, keys: string): Promise<string> =>
  told(
    await judge(space, [await table(rows)], `checks: [{ images: { column: path, root: images, ${keys} } }]`),
    'images',
  ).join();

describe('images of a column', () => {
  const cases: readonly [what: string, keys: string, rows: string, told: string][] = [
    ['each path once, missing ones aside', '', 'a.png,,\na.png,,\n,,1\ndeep/c.gif,,\n', 'readable pass 0/2'],
    ['not there, a folder, no image', '', 'a.png,,\nz.png,,\ndeep,,\nbroken.png,,\n', 'readable fail 3/4'],
    ['outside of the workspace', '', '../../etc/passwd,,\n/etc/hostname,,\nlink.png,,\n', 'readable fail 3/3'],
    ['a share may', 'failing: "<= 50%"', 'a.png,,\nz.png,,\n', 'readable pass 1/2'],
    ['formats', 'formats: [png, jpeg]', 'a.png,,\nb.jpg,,\n', 'readable pass 0/2,images(path).formats pass 0/2'],
    ['formats: another', 'formats: [png]', 'a.png,,\nb.jpg,,\n', 'readable pass 0/2,images(path).formats fail 1/2'],
    ['width', 'width: [100, 200]', 'a.png,,\nb.jpg,,\n', 'readable pass 0/2,images(path).width pass 0/2'],
    ['width: too wide', 'width: "< 200"', 'a.png,,\nb.jpg,,\n', 'readable pass 0/2,images(path).width fail 1/2'],
    ['height', 'height: ">= 50"', 'a.png,,\n', 'readable pass 0/1,images(path).height pass 0/1'],
    ['height: too low', 'height: ">= 51"', 'a.png,,\n', 'readable pass 0/1,images(path).height fail 1/1'],
    ['channels', 'channels: 3', 'a.png,,\n', 'readable pass 0/1,images(path).channels pass 0/1'],
    ['channels: grey', 'channels: 3', 'a.png,,\nb.jpg,,\n', 'readable pass 0/2,images(path).channels fail 1/2'],
    ['bytes', 'bytes: [1, 1000]', 'a.png,,\n', 'readable pass 0/1,images(path).bytes pass 0/1'],
    ['bytes: too many', 'bytes: "< 5"', 'a.png,,\n', 'readable pass 0/1,images(path).bytes fail 1/1'],
    ['duplicates: same size, other bytes', 'duplicates: 0', 'a.png,,\nother.png,,\n', 'readable pass 0/2,images(path).duplicates pass 0/2'],
    ['duplicates: same bytes', 'duplicates: 0', 'a.png,,\nother.png,,\ntwin.png,,\n', 'readable pass 0/3,images(path).duplicates fail 1/3'],
    ['boxes: inside', 'boxes: { column: box, layout: xyxy }', 'a.png,"[0, 0, 100, 50]",\na.png,"[[1,1,2,2],[3,3,4,4]]",\na.png,,\n', 'readable pass 0/1,images(path).boxes pass 0/3'],
    ['boxes: outside, turned, empty, no numbers, no list', 'boxes: { column: box, layout: xyxy }', 'a.png,"[[0,0,101,50],[5,5,4,4],[1,1,1,1]]",\na.png,"[1,2,3,""x""]",\na.png,x,\na.png,"[0,0,5]",\n', 'readable pass 0/1,images(path).boxes fail 6/6'],
    ['boxes: by width and height', 'boxes: { column: box, layout: xywh }', 'a.png,"[90,40,10,10]",\na.png,"[90,40,11,10]",\n', 'readable pass 0/1,images(path).boxes fail 1/2'],
    ['boxes: of no image', 'failing: 1, boxes: { column: box, layout: xywh }', 'z.png,"[0,0,1,1]",\na.png,"[0,0,1,1]",\n,"[0,0,1,1]",\n', 'readable pass 1/2,images(path).boxes fail 2/3'],
    ['classes', 'classes: { column: class, in: [cat, 1] }', 'a.png,,cat\na.png,,1\na.png,,"[1, ""cat""]"\n', 'readable pass 0/1,images(path).classes pass 0/4'],
    ['classes: unknown', 'classes: { column: class, in: [cat] }', 'a.png,,cat\na.png,,Cat\na.png,,\n', 'readable pass 0/1,images(path).classes fail 1/2'],
    ['no path at all', '', ',,x\n', 'readable fail 0/0'],
  ]; // biome-ignore format: one glance
  test.each(cases)('%s', async (_, keys, rows, expected) => {
    expect(await images(rows, keys)).toBe(`images(path).${expected}`);
  });

  test('JSON lists of boxes, and a path that is not text', async () => {
    const source = await space.source(
      'boxes.jsonl',
      `${JSON.stringify({
        path: 'a.png',
        box: [
          [0, 0, 1, 1],
          [0, 0, 999, 1],
        ],
      })}\n${JSON.stringify({ path: 7 })}\n`,
    );
    const report = await judge(
      space,
      [source],
      'checks: [{ images: { column: path, root: images, boxes: { column: box, layout: xyxy } } }]',
    );
    expect(told(report, 'images')).toEqual(['images(path).readable fail 1/2', 'images(path).boxes fail 1/2']);
  });

  test('a column that is not there is an error; no path is told', async () => {
    const source = await table('a.png,,\nsecret-value.png,,\n');
    const lost = await judge(
      space,
      [source],
      'checks: [{ images: { column: path, boxes: { column: bbox, layout: xyxy } } }]',
    );
    expect(told(lost, 'images')).toEqual([
      'images(path).readable error column "bbox" is missing',
      'images(path).boxes error column "bbox" is missing',
    ]);
    const report = await judge(space, [source], 'checks: [{ images: { column: path, root: images } }]');
    expect(JSON.stringify(report)).not.toContain('secret-value');
  });
});

describe('images of a folder', () => {
  const folder = async (keys: string): Promise<string[]> =>
    told(await judge(space, [await table('a,,\n')], `checks: [{ images: { ${keys} } }]`), 'images');

  test('holds and fails', async () => {
    expect(await folder('root: good, formats: [tiff], width: [1, 40]')).toEqual([
      'images(good).readable pass 0/1',
      'images(good).formats pass 0/1',
      'images(good).width pass 0/1',
    ]);
    await rm(join(space.root, 'images/link.png'));
    expect(await folder('root: images, duplicates: 0')).toEqual([
      'images(images).readable fail 1/6',
      'images(images).duplicates fail 1/6',
    ]);
  });

  test('one that is not there, or lies outside, is an error', async () => {
    expect(await folder('root: nowhere')).toEqual([expect.stringContaining('images(nowhere).readable error')]);
    expect(await folder('root: ../..')).toEqual([expect.stringMatching(/error .*leaves the directory/)]);
  });
});

test.each([
  ['{ formats: [png] }', /neither a column nor a folder/],
  ['{ root: i, boxes: { column: b, layout: xyxy } }', /needs images.column/],
  ['{ column: p, boxes: { column: b } }', /needs layout/],
  ['{ column: p, boxes: { column: b, layout: cxcywh } }', /xyxy, xywh/],
  ['{ column: p, formats: [svg] }', /png, jpeg/],
  ['{ column: p, widht: 3 }', /Did you mean width/],
])('refused: %s', async (keys, message) => {
  await expect(judge(space, [], `checks: [{ images: ${keys} }]`)).rejects.toThrow(message);
});
