import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openEngine } from './engine.ts';

test('a long query tells how far it is, and nothing after its end', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'ml-engine-')));
  const told: [string, number][] = [];
  const progress = { every: 10, tell: (where: string, percent: number) => void told.push([where, percent]) };
  const engine = await openEngine({ allow: [root], temp: root, threads: 1, progress });
  try {
    const sql = `COPY (SELECT hash(i) AS h FROM range(3000000) AS r(i)) TO '${root}/long.parquet' (FORMAT parquet)`;
    await engine.rows(sql, 'writing');
    await engine.rows(`SELECT count(DISTINCT CAST(h AS VARCHAR)) FROM read_parquet('${root}/long.parquet')`, 'reading');
    const percents = told.filter(([where]) => where === 'reading').map(([, percent]) => percent);
    expect(percents.length).toBeGreaterThan(0);
    expect(percents.every((percent) => percent > 0 && percent <= 100)).toBe(true);
    const before = told.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toHaveLength(before);
  } finally {
    await engine.close();
    await rm(root, { recursive: true, force: true });
  }
});
