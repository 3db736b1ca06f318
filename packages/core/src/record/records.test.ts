import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeRun } from '../../../../test/support/ports.ts';
import { recordBytes, trainRecord } from '../../../../test/support/records.ts';
import { fileHandover } from './handover-file.ts';
import { artifactName, recordId } from './identity.ts';
import { openRecords } from './records.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'records-'));

/** A job of its own: a fresh workspace and temp, sharing only the hand-over's directory. */
function job(shared: string | null, runId = '1001') {
  const workspace = folder();
  const handover = shared === null ? null : fileHandover(shared, '42', runId);
  return {
    workspace,
    records: openRecords({ workspace, temp: join(workspace, '.temp'), model: 'birds', runId, handover }),
  };
}

const predicate = (parts: Parameters<typeof trainRecord>[1] = {}, run = {}) => trainRecord(fakeRun('/w', run), parts);

async function leave(
  { records }: ReturnType<typeof job>,
  record: ReturnType<typeof trainRecord>,
  files: string[] = [],
) {
  await records.write(record, recordBytes(record));
  await records.publish(record, files, undefined);
}

describe('records', () => {
  it('pass from job to job, with the files they speak of', async () => {
    const shared = folder();
    const first = job(shared);
    mkdirSync(join(first.workspace, 'model'));
    writeFileSync(join(first.workspace, 'model', 'm.bin'), 'weights');
    await leave(first, predicate(), [join(first.workspace, 'model', 'm.bin')]);
    const found = await job(shared).records.find('train', { files: true });
    expect(found?.predicate).toEqual(predicate());
    expect(await readFile(join(found?.root ?? '', 'model', 'm.bin'), 'utf8')).toBe('weights');
  });

  it('are found in the own folder without a hand-over', async () => {
    const alone = job(null);
    await leave(alone, predicate());
    expect((await alone.records.find('train'))?.root).toBe(alone.workspace);
    expect(alone.records.shared).toBe(false);
  });

  it('of an older attempt give way to the newer one', async () => {
    const shared = folder();
    await leave(job(shared), predicate({ seed: 1 }, { runAttempt: 1 }));
    await leave(job(shared), predicate({ seed: 2 }, { runAttempt: 2 }));
    expect((await job(shared).records.find('train'))?.predicate.seed).toBe(2);
  });

  it('of another run are not this run’s', async () => {
    const own = job(folder());
    await leave(own, predicate({}, { runId: '999' }));
    expect(await own.records.find('train')).toBeNull();
  });

  it('of another model are not this model’s, also when one name starts with the other', async () => {
    const shared = folder();
    const { workspace } = job(null);
    const other = openRecords({
      workspace,
      temp: workspace,
      model: 'birds-eu',
      runId: '1001',
      handover: fileHandover(shared, '42', '1001'),
    });
    const record = predicate({ model: 'birds-eu' });
    await other.write(record, recordBytes(record));
    await other.publish(record, [], undefined);
    expect(await job(shared).records.list()).toEqual([]);
  });

  it('with several ids must be told apart', async () => {
    const own = job(null);
    await leave(own, predicate({ id: 'a' }));
    await leave(own, predicate({ id: 'b' }));
    await expect(own.records.find('train')).rejects.toThrow(
      'train: left several records in this run (got a, b, expected one, or one called default). Name the file in the input.',
    );
    await leave(own, predicate());
    expect((await own.records.find('train'))?.predicate.id).toBe('default');
  });

  it('that cannot be read are an error, never passed over', async () => {
    const own = job(null);
    mkdirSync(join(own.workspace, '.ml-actions', 'birds'), { recursive: true });
    writeFileSync(join(own.workspace, '.ml-actions', 'birds', 'train-default.json'), 'junk');
    await expect(own.records.find('train')).rejects.toThrow('.ml-actions/birds/train-default.json: this is not JSON');
  });
});

describe('recordId', () => {
  it.each([
    [undefined, undefined, 'default'],
    ['fairness', 'null', 'fairness'],
    [undefined, '{}', 'default'],
  ])('%j with matrix %j is %s', (id, matrix, expected) => expect(recordId(id, matrix)).toBe(expected));

  it('keeps matrix legs apart and does not depend on the order of their keys', () => {
    const a = recordId(undefined, '{"os": "linux", "seed": 1}');
    expect(a).toMatch(/^default-[0-9a-f]{8}$/);
    expect(recordId(undefined, '{"seed": 1, "os": "linux"}')).toBe(a);
    expect(recordId(undefined, '{"os": "linux", "seed": 2}')).not.toBe(a);
  });

  it('names artifacts', () =>
    expect(artifactName('birds', 'train', 'default', 2)).toBe('ml-actions-birds-train-default-2'));
});
