import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';
import { CSV_CASES } from '../../packages/data/src/fixture/csv-cases.ts';
import { referencePython } from '../support/reference-python.ts';

test('hostile CSV has the rows that the table says other readers see', () => {
  const folder = mkdtempSync(join(tmpdir(), 'csv-'));
  try {
    const paths = Object.entries(CSV_CASES).map(([name, { content, suffix = '.csv' }], at) => {
      const path = join(folder, `${at}${suffix}`);
      writeFileSync(path, content);
      return [name, path];
    });
    const python = referencePython(join(root, '.cache'), 'pandera');
    const script = join(root, 'test', 'integration', 'reference', 'csv_rows.py');
    const read = execFileSync(python, [script], { input: JSON.stringify(Object.fromEntries(paths)), encoding: 'utf8' });
    const expected = Object.entries(CSV_CASES).map(([name, one]) => [name, [one.python, one.pandas]]);
    expect(JSON.parse(read)).toEqual(Object.fromEntries(expected));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
