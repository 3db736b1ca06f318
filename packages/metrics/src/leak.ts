import { canonical } from './catalogue.ts';
import type { MetricRow } from './comparison.ts';
import { digitsApart, shown } from './format.ts';
import type { Notice } from './notice.ts';

/** Rules of thumb for a feature that tells the answer (research 3.5): worth a look, no proof. */
const DOMINANT_SHARE = 0.5;
const MINOR_SHARE = 0.1;
const AUC_JUMP = 0.1;
const PERFECT_AUC = 0.995;
const digits = 3;

type Importances = ReadonlyMap<string, number> | undefined;

/** Signs that the answer leaked into the features: one of them took over, or ranking became too good to be true. */
export function leakNotices(rows: readonly MetricRow[], candidate: Importances, baseline: Importances): Notice[] {
  const taken = candidate && baseline ? takenOver(shares(candidate), shares(baseline)) : [];
  // one metric may stand there under two spellings
  const aucs = rows.filter(
    ({ metric }, at) => rows.findIndex((one) => canonical(one.metric) === canonical(metric)) === at,
  );
  return [...taken, ...aucs.flatMap(suspiciousAuc)];
}

function takenOver(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): Notice[] {
  return [...now]
    .filter(([feature, share]) => share > DOMINANT_SHARE && (before.get(feature) ?? 0) < MINOR_SHARE)
    .map(([feature, share]) => {
      const text = `${feature} makes up ${percent(share)} of the importance, up from ${percent(before.get(feature) ?? 0)}: does it tell the answer?`;
      return leak(text);
    });
}

function suspiciousAuc({ metric, candidate, baseline }: MetricRow): Notice[] {
  if (!/^roc_auc(_|$)/.test(canonical(metric)) || candidate === null) return [];
  if (baseline !== null && candidate - baseline > AUC_JUMP) {
    const apart = digitsApart(candidate, baseline, digits);
    return [
      leak(
        `${metric} rose from ${shown(baseline, apart)} to ${shown(candidate, apart)}: does a feature tell the answer?`,
      ),
    ];
  }
  const isNews = baseline === null || baseline <= PERFECT_AUC;
  if (candidate <= PERFECT_AUC || !isNews) return [];
  return [
    leak(
      `${metric} is ${shown(candidate, digitsApart(candidate, PERFECT_AUC, digits))}, nearly perfect: does a feature tell the answer?`,
    ),
  ];
}

const leak = (text: string): Notice => ({ kind: 'leak', level: 'warn', text });

function shares(importances: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const total = [...importances.values()].reduce((sum, each) => sum + each, 0);
  return new Map([...importances].map(([feature, each]) => [feature, total > 0 ? each / total : 0]));
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
