import type { Block } from '../block.ts';
import { filesBlock } from '../files/block.ts';
import { type Interval, intervalText } from '../interval.ts';
import { NONE } from '../rule.ts';
import { readKeys } from './keys.ts';
import type { Reading, Spot } from './reading.ts';
import { readInterval, readText } from './value.ts';

export const FILE_KEYS = ['count', 'bytes', 'sums'] as const;

/** `files: { count: 3, bytes: "<= 1e9", sums: data/SHA256SUMS }`. */
export function readFiles(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, FILE_KEYS);
  if (FILE_KEYS.every((key) => !keys.has(key)))
    keys.refuse('', 'files asks for nothing', `at least one of ${FILE_KEYS.join(', ')}`);
  if (keys.where !== null) keys.refuse('where', 'files has no rows');
  const claim = (key: string, expected: string) => ({
    id: `files.${key}`,
    kind: `files-${key}`,
    column: null,
    severity: keys.severity,
    line: keys.line(key),
    expected,
  });
  const number = (key: string) => {
    const interval: Interval | undefined = keys.get(key, readInterval);
    return interval
      ? { ...claim(key, `${intervalText(interval)} ${key === 'count' ? 'files' : 'bytes'}`), interval }
      : null;
  };
  const path = keys.get('sums', readText);
  return filesBlock({
    count: number('count'),
    bytes: number('bytes'),
    sums: path === undefined ? null : { ...claim('sums', `the bytes that ${path} lists`), limit: NONE, path },
  });
}
