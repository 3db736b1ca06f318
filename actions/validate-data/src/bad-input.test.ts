import { chmod, cp, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import { describe, expect, test } from 'vitest';
import { runAction } from '../../../test/support/run-action.ts';
import { check, workspaceWith } from './fixture/check.ts';
import type { ValidateInputs } from './inputs.ts';

const contract = 'version: 1\ndata: data.csv\ncolumns: { age: { type: integer, min: 0 } }\n';
const good = { 'data-contract.yaml': contract, 'data.csv': 'age\n1\n' };

async function refusal(files: Record<string, string | Uint8Array>, given: Partial<ValidateInputs> = {}) {
  const root = await workspaceWith(files);
  const error = await check(root, given).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.replaceAll(root, 'WORKSPACE');
}

describe('data', () => {
  test.each<[what: string, data: string | Uint8Array, message: string]>([
    ['empty', '', 'data: "data.csv" is empty (0 bytes).'],
    ['a header only', 'age\n', 'data: the data holds no row (got 1 file(s), 0 rows).'],
    [
      'binary junk',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]),
      'data: "data.csv" is not UTF-8 text. Check that the file is what its name says, and convert other encodings to UTF-8.',
    ],
    [
      'a ragged row',
      'age,b\n1,2\n3\n',
      'data, line 3 of "data.csv": a row has another number of columns than the header (got 1 columns, expected 2).',
    ],
  ])('%s', async (_what, data, message) => {
    expect(await refusal({ ...good, 'data.csv': data })).toBe(message);
  });

  test.each<[what: string, path: string, message: string]>([
    ['missing', 'absent.csv', 'data: "absent.csv" does not exist.'],
    ['a glob without files', 'parts/*.csv', 'data: "parts/*.csv" matches no file.'],
    [
      'a directory',
      'folder',
      'data: "folder" is a directory, and no image lies below it (expected a file, or a folder of images). Name its files, as in "folder/*.parquet".',
    ],
    [
      'outside',
      '..',
      'data: ".." leaves the directory it must stay in. Name a path inside it; symbolic links that point outside are not followed.',
    ],
    [
      'remote, without its credentials',
      's3://user:secret@bucket/x.csv',
      'data: this object is not fetched (got "s3://bucket/x.csv"). Name it in `remote`, with its sha256.',
    ],
    [
      'an unknown format',
      'data.xlsx',
      'data: the format of "data.xlsx" is not known by its name (expected .csv, .tsv, .json, .jsonl, .ndjson (also .gz, .zst), .parquet, or .png, .jpg, .jpeg, .jpe, .jfif, .gif, .webp, .bmp, .dib, .tif, .tiff).',
    ],
    ['damaged Parquet', 'junk.parquet', 'data: the file is not readable as Parquet.'],
    ['no path', 'train=', 'data: a path is empty (got "train=").'],
  ])('%s', async (_what, path, message) => {
    const files = { ...good, 'folder/a.csv': 'age\n1\n', 'data.xlsx': 'x', 'junk.parquet': 'PAR1 but not really' };
    expect(await refusal(files, { data: [path] })).toBe(message);
  });

  test('a symbolic link out of the workspace', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'secret.csv'), 'age\n1\n');
    const root = await workspaceWith(good);
    await symlink(join(outside, 'secret.csv'), join(root, 'link.csv'));
    await expect(check(root, { data: ['link.csv'] })).rejects.toThrow(
      'data: "link.csv" is a link that leads out of the workspace',
    );
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('an unreadable file', async () => {
    const root = await workspaceWith(good);
    await chmod(join(root, 'data.csv'), 0);
    await expect(check(root)).rejects.toThrow(InputError);
  });
});

describe('contract', () => {
  test.each<[what: string, text: string | Uint8Array, message: string]>([
    ['empty', ' \n', 'data-contract.yaml: the contract is empty (expected `version: 1` and `columns:`).'],
    [
      'binary junk',
      Buffer.from([0xff, 0, 0xfe]),
      'data-contract.yaml: is not UTF-8 text (expected a contract in YAML).',
    ],
    [
      'an unknown key, with the nearest one and its line',
      'version: 1\ndata: data.csv\ncolumns:\n  age:\n    type: integer\n    minn: 0\n',
      'data-contract.yaml:6: "minn" is not a key here. Did you mean min?',
    ],
    [
      'a wrong type',
      'version: 1\ndata: data.csv\ncolumns:\n  age: intger\n',
      'data-contract.yaml:4: columns.age is not a type (got "intger"). Did you mean integer?',
    ],
    [
      'a header that nobody knows',
      'version: 1\nchecks: [{ rows: 1 }]\nread: { csv: { header: false } }\n',
      'data-contract.yaml:3: a file without a header needs `columns` (expected all of them, in their order).',
    ],
    [
      'no data',
      'version: 1\ncolumns: { age: integer }\n',
      'data: no data is named, and data-contract.yaml names none (expected paths, globs or tables). Set `data`, here or in the contract.',
    ],
  ])('%s', async (_what, text, message) => {
    expect(await refusal({ ...good, 'data-contract.yaml': text })).toBe(message);
  });

  test.each<[what: string, given: Partial<ValidateInputs>, message: string]>([
    ['missing', { contract: 'absent.yaml' }, 'contract: "absent.yaml" does not exist.'],
    ['a directory', { contract: 'folder' }, 'contract: "folder" is a directory (expected a file).'],
    [
      'none',
      {},
      'contract: there is no data contract (expected `data-contract.yaml`, or the path of another file). `mode: init` drafts one from the data.',
    ],
  ])('%s', async (_what, given, message) => {
    expect(await refusal({ 'folder/a.csv': 'age\n1\n' }, given)).toBe(message);
  });

  test('a symbolic link out of the workspace', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'c.yaml'), contract);
    const root = await workspaceWith({ 'data.csv': 'age\n1\n' });
    await symlink(join(outside, 'c.yaml'), join(root, 'data-contract.yaml'));
    await expect(check(root)).rejects.toThrow('contract: "data-contract.yaml" leaves the directory');
  });
});

test.each<[Partial<ValidateInputs>, string]>([
  [
    { 'memory-limit': '4 chickens' },
    'memory-limit: is no usable amount of memory (got "4 chickens", expected such as `4GB` or `2GiB`, at least 256MB).',
  ],
  [
    { 'memory-limit': '1MB' },
    'memory-limit: is no usable amount of memory (got "1MB", expected such as `4GB` or `2GiB`, at least 256MB).',
  ],
  [
    { 'profile-out': '../p.json' },
    'profile-out: "../p.json" leaves the directory it must stay in. Name a path inside it; symbolic links that point outside are not followed.',
  ],
])('%j', async (given, message) => {
  expect(await refusal(good, given)).toBe(message);
});

test.each(['data.csv', 'data-contract.yaml', 'folder'])('profile-out never replaces %s', async (path) => {
  const files = { ...good, 'folder/a.txt': '' };
  expect(await refusal(files, { 'profile-out': path })).toContain(
    `profile-out: "${path}" is there already, and is no profile`,
  );
});

test('profile-out replaces an earlier profile', async () => {
  const root = await workspaceWith(good);
  for (const _ of [1, 2])
    expect((await check(root, { 'profile-out': 'p.json' })).outcome.outputs.profile).toBe('p.json');
});

test('profile-out wants to know which table', async () => {
  const files = { ...good, 'b.csv': 'age\n1\n' };
  const message = await refusal(files, { data: ['one=data.csv', 'two=b.csv'], 'profile-out': 'p.json' });
  expect(message).toBe(
    'profile-out: there are several tables, and none is called `train` (got one, two). Name the one to profile: `train=PATH`.',
  );
});

describe('as a step of a job', () => {
  const step = async (inputs: Record<string, string>, files: Record<string, string> = good) =>
    runAction('validate-data', { workspace: await workspaceWith(files), inputs });

  test('a mistake is one annotation and exit code 2', async () => {
    const { exitCode, stdout, stderr, outputs } = await step({ data: 'absent.csv' });
    expect({ exitCode, stdout, stderr, verdict: outputs.verdict }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "",
        "stdout": "::error::data: "absent.csv" does not exist.
      ",
        "verdict": "error",
      }
    `);
  });

  test('the example passes its own contract', async () => {
    const workspace = await workspaceWith({});
    await cp(new URL('../../../examples/birdstrikes', import.meta.url), workspace, { recursive: true });
    const { exitCode, outputs } = await runAction('validate-data', {
      workspace,
      inputs: { 'profile-out': 'out/p.json' },
    });
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ verdict: 'pass', 'failed-rules': '0', profile: 'out/p.json' });
  });
});
