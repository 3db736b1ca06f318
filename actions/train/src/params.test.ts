import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readParams } from './params.ts';
import type { Place } from './place.ts';

let place: Place;

beforeAll(async () => {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'params-')));
  place = { workspace, base: workspace };
  const files: Record<string, string | Uint8Array> = {
    'a.yaml': 'lr: 0.1 # why\nnet: {layers: [3, 2], name: NO}\n',
    'b.json': '{"lr": 0.1, "epochs": 3}',
    'c.json': '{"lr": 0.2}',
    'empty.yaml': '\n',
    'junk.yaml': Uint8Array.from({ length: 64 }, (_, at) => (at * 37) % 256),
    'nul.json': '{"a": 1}\0',
    'list.yaml': '- 1\n',
    'nan.yaml': 'net: {lr: .nan}\n',
    'twice.yaml': 'a: 1\na: 2\n',
    'proto.yaml': '__proto__: {a: 1}\n',
    'bomb.yaml': [
      'l0: &l0 [x,x,x,x,x,x,x,x,x]',
      ...[1, 2, 3, 4, 5].map((n) => `l${n}: &l${n} [${`*l${n - 1},`.repeat(9)}]`),
    ].join('\n'),
    'p.ini': 'a=1',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(workspace, name), content);
  await mkdir(join(workspace, 'folder.yaml'));
  await symlink('/etc/hostname', join(workspace, 'link.yaml'));
});

test('values of several files', async () =>
  expect(await readParams(place, ['a.yaml', 'b.json'])).toEqual({
    lr: 0.1,
    epochs: 3,
    net: { layers: [3, 2], name: 'NO' },
  }));

test.each([
  [['none.yaml'], 'params: none.yaml: "none.yaml" does not exist.'],
  [['../x.yaml'], 'does not exist'],
  [['link.yaml'], 'leaves the directory it must stay in'],
  [['folder.yaml'], 'params: folder.yaml: is a directory (expected a file).'],
  [['empty.yaml'], 'params: empty.yaml: is empty (expected a mapping).'],
  [['junk.yaml'], 'params: junk.yaml: is not text (got binary content, expected UTF-8).'],
  [['nul.json'], 'params: nul.json: is not text (got binary content, expected UTF-8).'],
  [['list.yaml'], 'params: list.yaml: holds no parameters (got a list, expected a mapping).'],
  [['nan.yaml'], 'params: nan.yaml: "net.lr" is not a value that a record can hold (got NaN'],
  [['twice.yaml'], 'params: twice.yaml: is not YAML: Map keys must be unique'],
  [['proto.yaml'], 'which is refused'],
  [['bomb.yaml'], 'params: bomb.yaml: is not YAML that can be read: Excessive alias count'],
  [['p.ini'], 'params: p.ini: has no known format (got .ini, expected .json, .yaml or .yml).'],
  [['b.json', 'c.json'], 'params: c.json: "lr" has another value in another file.'],
])('%s', async (paths, message) => expect(readParams(place, paths)).rejects.toThrow(message));
