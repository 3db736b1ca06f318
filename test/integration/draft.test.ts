import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { draftContract } from '@ml-actions/data/draft/draft';
import { openWorkspace } from '@ml-actions/data/fixture/workspace';
import { openSource } from '@ml-actions/data/source';
import { expect, it } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';
import { vegaDatasets } from '../support/real-data.ts';

/** Sets that people gathered: JSON and CSV, dates in five forms, gaps, numbers among texts, names and addresses. */
const sets = [
  'cars.json',
  'penguins.json',
  'seattle-weather.csv',
  'movies.json',
  'airports.csv',
  'sp500.csv',
  'la-riots.csv',
];

it.each(sets)('a draft of %s holds on it', async (name) => {
  const work = await openWorkspace();
  try {
    await copyFile(join(vegaDatasets(join(root, '.cache')), name), join(work.root, name));
    const source = await openSource(work.engine, { name: 'data', paths: [name], root: work.root });
    const data = new Map([['data', [name]]]);
    // it throws where a rule of its own does not hold
    const { rules, columns } = await draftContract({ engine: work.engine, sources: [source], data, root: work.root });
    expect(rules).toBeGreaterThan(2 * columns);
  } finally {
    await work.close();
  }
});
