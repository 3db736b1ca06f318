import { expect, test } from 'vitest';
import { compareWithProfile } from './compare.ts';
import { counted, framed, normals, profileOf } from './fixture/samples.ts';

const reference = await framed('x', normals(1000));

/** Exact binomial tails of 1 %: 1 of 50 has 0.39, 2 have 0.09, 3 have 0.014; 13 of 1,000 have 0.21 and 16 have 0.05. */
test.each([
  [1, 1, true],
  [5, 5, true],
  [1, 5, true],
  [1, 50, false],
  [2, 50, false],
  [3, 50, true],
  [10, 1000, false],
  [13, 1000, false],
  [17, 1000, true],
  [1000, 1000, true],
])('%d of %d values of another type break the schema: %s', (invalid, present, broken) => {
  const current = { ...counted(reference, normals(present - invalid)), rows: present, invalid };
  const [column] = compareWithProfile(profileOf([reference]), {
    profile: profileOf([current]),
    absent: [],
    extra: [],
  }).columns;
  expect(column?.notes.join()).toContain('of the values are not of type number');
  expect(column?.state === 'schema').toBe(broken);
});
