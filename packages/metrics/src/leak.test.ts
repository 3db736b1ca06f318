import { expect, test } from 'vitest';
import { leakNotices } from './leak.ts';

const row = (metric: string, baseline: number | null, candidate: number | null) => ({
  metric,
  baseline,
  candidate,
  change: null,
  checked: false,
});
const features = (shares: Record<string, number>) => new Map(Object.entries(shares));

test.each([
  ['a jump', row('roc_auc', 0.8, 0.91), ['roc_auc rose from 0.8 to 0.91: does a feature tell the answer?']],
  [
    'a jump under another name',
    row('test.ROC-AUC', 0.7, 0.85),
    ['test.ROC-AUC rose from 0.7 to 0.85: does a feature tell the answer?'],
  ],
  ['no jump', row('roc_auc', 0.8, 0.9), []],
  ['a fall', row('roc_auc', 0.9, 0.7), []],
  [
    'nearly perfect',
    row('roc_auc', 0.98, 0.9971),
    ['roc_auc is 0.997, nearly perfect: does a feature tell the answer?'],
  ],
  [
    'nearly perfect without a baseline',
    row('roc_auc', null, 1),
    ['roc_auc is 1, nearly perfect: does a feature tell the answer?'],
  ],
  ['as perfect as before', row('roc_auc', 0.996, 0.997), []],
  ['missing', row('roc_auc', 0.8, null), []],
  ['another metric', row('accuracy', 0.5, 1), []],
])('ranking: %s', (_, given, told) => {
  expect(leakNotices([given], undefined, undefined).map(({ text }) => text)).toEqual(told);
});

test.each([
  [
    'took over',
    { id: 6, age: 4 },
    { id: 1, age: 99 },
    ['id makes up 60 % of the importance, up from 1 %: does it tell the answer?'],
  ],
  [
    'is new and took over',
    { leak: 6, age: 4 },
    { age: 1 },
    ['leak makes up 60 % of the importance, up from 0 %: does it tell the answer?'],
  ],
  ['was large before', { id: 6, age: 4 }, { id: 1, age: 9 }, []],
  ['is half', { id: 5, age: 5 }, { id: 0, age: 9 }, []],
  ['nothing counts', { id: 0 }, { id: 0 }, []],
])('importance: a feature that %s', (_, now, before, told) => {
  expect(leakNotices([], features(now), features(before)).map(({ text }) => text)).toEqual(told);
});
