import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Kind, newPlace, startWriter, versionsOf } from './fixture/stores.ts';

const KINDS: readonly Kind[] = ['git', 'file'];
const PROCESSES = 50;

function outputOf(child: ReturnType<typeof startWriter>): Promise<string> {
  return new Promise((resolve) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.once('close', () => resolve(output));
  });
}

describe.each(KINDS)('%s store', (kind) => {
  test('50 processes that write at once lose nothing, the creation of the store included', {
    timeout: 240_000,
  }, async () => {
    const place = newPlace(kind);
    await outputOf(startWriter(place, 0, 'compiles'));
    const labels = Array.from({ length: PROCESSES }, (_, index) => `writer${index}`);
    const outputs = await Promise.all(labels.map((label) => outputOf(startWriter(place, 1, label))));
    const numbers = outputs.map((output) => Number.parseInt(output, 10)).sort((a, b) => a - b);
    expect(numbers).toEqual(labels.map((_, index) => index + 1));
    const { versions, alias, lines } = await versionsOf(await place.open().view());
    expect([versions, alias]).toEqual([PROCESSES, PROCESSES]);
    expect(lines.toSorted()).toEqual(labels.map((label) => `${label}-0`).toSorted());
  });

  test('kill -9 at any moment leaves it readable and writable', { timeout: 120_000 }, async () => {
    const place = newPlace(kind);
    const ROUNDS = 12;
    const LONGEST_MS = kind === 'git' ? 300 : 60;
    for (let round = 1; round <= ROUNDS; round++) {
      const child = startWriter(place, 100_000, `round${round}`);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await sleep((LONGEST_MS * round) / ROUNDS);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      const store = place.open();
      const { versions, alias, lines } = await versionsOf(await store.view());
      expect(versions).toBeGreaterThanOrEqual(round);
      expect([alias, lines.length]).toEqual([versions, versions]);
    }
    const child = startWriter(place, 1, 'after');
    const version = Number.parseInt(await outputOf(child), 10);
    const { versions, lines } = await versionsOf(await place.open().view());
    expect(versions).toBe(version);
    expect(lines.at(-1)).toBe('after-0');
  });
});
