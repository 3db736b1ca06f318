import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@ml-actions/core/json/digest';
import { fileStore } from '@ml-actions/core/store/file';
import { layout } from '@ml-actions/core/store/layout';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { recordBytes, trainRecord } from '../../../test/support/records.ts';
import { verify } from './verify.ts';

let directory: string;
let lines: string[];

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'verify-')));
  lines = [];
});
afterEach(() => {
  process.exitCode = undefined;
});

const told = () => lines.map((line) => line.replaceAll(directory, 'DIR').replace(/[0-9a-f]{12}\.json/, 'DIGEST.json'));
const verifyHere = (options: Record<string, string> = { store: 'file:store' }) =>
  verify(new Map(Object.entries(options)), { directory, env: process.env, print: (line) => lines.push(line) });

/** A store with one record, under the name that its digest gives it. */
async function keepRecord(): Promise<string> {
  const run = fakeRun(directory);
  const bytes = recordBytes(trainRecord(run));
  const path = layout.record('birds', run.sha, 'train', 'default', sha256(bytes));
  await fileStore(join(directory, 'store')).update(async () => ({
    writes: new Map([[path, bytes]]),
    message: 'Keep a record',
    result: undefined,
  }));
  return join(directory, 'store', path);
}

describe('verify', () => {
  test('a store as it was written', async () => {
    await keepRecord();
    await verifyHere();
    expect(told()).toMatchInlineSnapshot(`
      [
        "file:DIR/store: 0 versions, 0 events, 0 aliases, 0 blobs, 1 record, 0 deployments",
        "Everything is as it was written.",
      ]
    `);
    expect(process.exitCode).toBeUndefined();
  });

  test('the store of the configuration', async () => {
    await keepRecord();
    await writeFile(join(directory, 'ml-actions.yml'), 'version: 1\nstore: file:store\n');
    await verifyHere({});
    expect(told().at(-1)).toBe('Everything is as it was written.');
  });

  test('a record that was edited sets exit code 1 and is named', async () => {
    const file = await keepRecord();
    await writeFile(file, `${'{}'}\n`);
    await verifyHere();
    expect(told()[1]).toMatch(/^ {2}"records\/birds\/a{40}\/train-default-DIGEST\.json": it was changed$/);
    expect(told().at(-1)).toMatch(/^\d wrong\.$/);
    expect(process.exitCode).toBe(1);
  });

  test('an edited file with a hostile text is inert in the log', async () => {
    const file = await keepRecord();
    await mkdir(join(directory, 'store', 'blobs', 'sha256'), { recursive: true });
    await writeFile(file, '::error::\u001b[31mowned\n');
    await verifyHere();
    expect(told().some((line) => line.trimStart().startsWith('::') || line.includes('\u001b'))).toBe(false);
  });

  test.each([
    [{ store: 'file:nothing' }, /^store: file:.*nothing holds nothing yet\./],
    [{ store: 'ftp://x' }, /^store: "ftp:\/\/x" is no record store/],
    [{ stroe: 'file:store' }, /^--stroe: is not an option of verify \(expected --store\)\./],
  ])('%j is refused', async (options, message) => {
    await expect(verifyHere(options as Record<string, string>)).rejects.toThrow(message);
  });
});
