import { canonical } from './catalogue.ts';

/** Which way is better. `none`: neither, only equality can be asked for. */
export type Direction = 'higher' | 'lower' | 'none';

/** What a name tells: a direction, a figure that is never compared for better or worse, or nothing certain. */
export type Inferred = 'higher' | 'lower' | 'informational' | 'ambiguous';

const words = (text: string): Set<string> => new Set(text.trim().split(/\s+/));

const LOWER = words(`loss error err mse rmse mae mape smape wape msle rmsle nll entropy perplexity ppl brier ece mce ace
  fpr fnr fdr for hamming wer cer ter eer fid kid pinball crps deviance latency ms seconds time duration p50 p90 p95 p99
  memory mb bytes size params flops cost usd price tokens emissions kwh toxicity hallucination violation disparity
  difference drop churn psi logloss flips`);
const HIGHER = words(`accuracy acc precision recall sensitivity specificity tpr tnr npv ppv f1 fbeta auc roc ap map ndcg
  mrr hit r2 explained_variance mcc kappa jaccard iou dice bleu rouge meteor chrf em exact_match pass win_rate lift gini
  throughput qps psnr ssim corr pearson spearman faithfulness groundedness relevance auroc auprc`);
const INFORMATIONAL = words('n count support epoch step seed threshold base_rate');

/** Split, averaging and scheme words that say nothing about the direction. */
const FILLER = words('val test train mean macro micro weighted avg overall eval at k ovr ovo');
/** Words that leave the direction to the word before them: `f1_score`, `error_rate`. Alone they are ambiguous. */
const TRANSPARENT = words('score rate');
const TIME_UNITS = words('s sec second seconds minute hour');
const LONGEST_NAME = 2;
/** Metrics that this product computes and whose last word misleads; a mean error aims at 0. */
const TOLD: readonly (readonly [RegExp, Inferred])[] = [
  [/^(roc_auc_max_fpr_.*|ndcg_(linear|exp)@.*|kendall_tau_b)$/, 'higher'],
  [/^((ece|mce|ace)_top_label_\d+|median_ae)$/, 'lower'],
  [/^bias_mean_error$/, 'ambiguous'],
];

/**
 * The direction of a metric by its name. In `X_at_Y`, `X@Y` and `X_per_Y` only X counts, `f1[cat]` is f1, the last
 * remaining word decides (two-word names first), a leading `neg_` flips. Per unit of time is ambiguous: tokens per
 * second are good, tokens per request are not.
 */
export function inferDirection(name: string): Inferred {
  const told = TOLD.find(([form]) => form.test(canonical(name)));
  if (told) return told[1];
  const [head = ''] = name.replace(/\[[^\]]*\]/g, '').split('@');
  const all = tokens(head);
  const at = all.findIndex((token, i) => i > 0 && (token === 'at' || token === 'per'));
  if (at > 0 && all[at] === 'per' && TIME_UNITS.has(all[at + 1] ?? '')) return 'ambiguous';
  const kept = all.slice(0, at > 0 ? at : undefined).filter((token) => !FILLER.has(token) && !/^\d+$/.test(token));
  const negated = kept[0] === 'neg' && kept.length > 1;
  const found = decide(negated ? kept.slice(1) : kept);
  if (!negated || found === 'informational' || found === 'ambiguous') return found;
  return found === 'higher' ? 'lower' : 'higher';
}

/** camelCase and every separator end a word; digits stay with theirs (`f1`, `p95`). */
const tokens = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_\-/.:]+/)
    .filter((token) => token !== '');

function decide(kept: string[]): Inferred {
  for (let length = Math.min(LONGEST_NAME, kept.length); length > 0; length--) {
    const known = lookUp(kept.slice(-length).join('_'));
    if (known !== 'ambiguous') return known;
  }
  return kept.length > 1 && TRANSPARENT.has(kept.at(-1) ?? '') ? decide(kept.slice(0, -1)) : 'ambiguous';
}

function lookUp(word: string): Inferred {
  if (LOWER.has(word)) return 'lower';
  if (HIGHER.has(word)) return 'higher';
  return INFORMATIONAL.has(word) ? 'informational' : 'ambiguous';
}
