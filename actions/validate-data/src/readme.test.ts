import { readFile } from 'node:fs/promises';
import { FORMATS } from '@ml-actions/data/check/format';
import { CHECK_NAMES } from '@ml-actions/data/contract/check';
import { COLUMN_KEYS } from '@ml-actions/data/contract/column';
import { expect, test } from 'vitest';

test('the README names everything that a contract may ask, and formats by their names', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const asked = text.slice(text.indexOf('## What a contract may ask'), text.indexOf('## What it decides'));
  const named = new Set([...asked.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  for (const name of [...COLUMN_KEYS, ...CHECK_NAMES, ...Object.keys(FORMATS)]) expect(named).toContain(name);
});
