import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@ml-actions/core/store/file';
import { layout } from '@ml-actions/core/store/layout';
import type { Store } from '@ml-actions/core/store/store';
import { describe, expect, test } from 'vitest';
import { evaluation, ledgerOf, testSet } from './fixture.ts';
import { appendEvaluation, mostEvaluations, readLedger } from './ledger.ts';

const newPlace = () => mkdtemp(join(tmpdir(), 'ml-ledger-'));
const writeRaw = (store: Store, text: string) =>
  store.update(async () => ({ writes: new Map([[layout.testset(testSet), text]]), message: 'test', result: null }));

describe('ledger of a test set', () => {
  test('is nothing before the first evaluation', async () => {
    expect(await readLedger(fileStore(await newPlace()), testSet)).toBeNull();
  });

  test('20 writers at once lose nothing', async () => {
    const place = await newPlace();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => appendEvaluation(fileStore(place), { testSet, ...evaluation(n) })),
    );
    const ledger = await readLedger(fileStore(place), testSet);
    expect(ledger?.evaluations.map(({ runId }) => runId).sort()).toEqual(
      Array.from({ length: 20 }, (_, n) => String(1000 + n)),
    );
  });

  test('counts a step once however often it is told, and its re-run again', async () => {
    const store = fileStore(await newPlace());
    const first = await appendEvaluation(store, { testSet, ...evaluation(1) });
    const { revision } = await store.view();
    expect(await appendEvaluation(store, { testSet, ...evaluation(1), at: evaluation(9).at })).toEqual(first);
    expect((await store.view()).revision).toBe(revision);
    const rerun = await appendEvaluation(store, { testSet, ...evaluation(1), attempt: 2 });
    expect(rerun.evaluations).toHaveLength(2);
  });

  test('keeps sets apart, and says no name', async () => {
    const store = fileStore(await newPlace());
    await appendEvaluation(store, { testSet, ...evaluation(1, { pullRequest: 7 }) });
    expect(await readLedger(store, `ts1:${'b'.repeat(64)}`)).toBeNull();
    const bytes = await (await store.view()).read(`testsets/ts1-${'a'.repeat(64)}.json`);
    expect(Buffer.from(bytes ?? []).toString()).toMatchInlineSnapshot(
      `"{"earlier":{"attempts":{},"evaluations":0},"evaluations":[{"at":"2026-11-01T09:00:00.000Z","attempt":1,"candidate":"0000000000000000000000000000000000000000000000000000000000000001","commit":"0000000000000000000000000000000000000001","feedback":"full","gate":"default","model":"birds","pullRequest":7,"runId":"1001"}],"since":"2026-11-01T09:00:00.000Z","testSet":"ts1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","version":1}"`,
    );
  });

  test('stays bounded: the oldest become counts of evaluations and of candidates per change', async () => {
    const store = fileStore(await newPlace());
    const old = Array.from({ length: mostEvaluations }, (_, n) =>
      evaluation(n, n < 10 ? { pullRequest: 7, ...(n < 4 && { candidate: evaluation(0).candidate }) } : {}),
    );
    await writeRaw(store, JSON.stringify(ledgerOf(old, { evaluations: 40, attempts: { '7/birds/default': 2 } })));
    const { earlier, evaluations } = await appendEvaluation(store, { testSet, ...evaluation(mostEvaluations) });
    expect(earlier).toEqual({ evaluations: 40 + 501, attempts: { '7/birds/default': 2 + 7 } });
    expect(evaluations).toHaveLength(500);
    expect(evaluations.at(-1)?.runId).toBe(String(1000 + mostEvaluations));
  });

  test.each([
    ['no JSON', '{"version":1', /testsets\/ts1-a+\.json/],
    ['another shape', '{"version":1}', /is no ledger of that test set/],
    ["another set's", JSON.stringify({ ...ledgerOf([]), testSet: 'ts1:b' }), /is no ledger of that test set/],
  ])('%s is an error, never a fresh set', async (_, text, message) => {
    const store = fileStore(await newPlace());
    await writeRaw(store, text);
    await expect(readLedger(store, testSet)).rejects.toThrow(message);
    await expect(appendEvaluation(store, { testSet, ...evaluation(1) })).rejects.toThrow(message);
  });
});
