import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { expect, test } from 'vitest';
import { differences } from './changed.ts';

const training = (params: TrainPredicate['params']) =>
  ({ params, data: [], environment: { packages: {} } }) as unknown as TrainPredicate;

test.each<[string, TrainPredicate['params'], TrainPredicate['params'], string[]]>([
  ['another value', { l2: 0.1 }, { l2: 0.5 }, ['l2: 0.1 → 0.5']],
  ['a new parameter', {}, { l2: 0.5 }, ['l2: absent → 0.5']],
  ['a longer list', { features: ['a'] }, { features: ['a', 'b', 'c'] }, ['features: + "b", + "c"']],
  ['another list', { features: ['a', 'b'] }, { features: ['c', 'b'] }, ['features: + "c", - "a"']],
  ['another order', { features: [1, 2] }, { features: [2, 1] }, ['features: [1,2] → [2,1]']],
  ['a list that was none', { features: 1 }, { features: [1] }, ['features: 1 → [1]']],
  ['nothing', { features: ['a'] }, { features: ['a'] }, []],
])('%s', (_, before, after, told) => expect(differences(training(before), training(after)).params).toEqual(told));
