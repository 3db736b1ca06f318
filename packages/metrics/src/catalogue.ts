/** Other spellings of the names this product computes, scikit-learn's among them. Only those that can mean nothing else. */
const ALIASES: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  accuracy_score: 'accuracy',
  balanced_accuracy_score: 'balanced_accuracy',
  auc: 'roc_auc',
  auroc: 'roc_auc',
  rocauc: 'roc_auc',
  roc_auc_score: 'roc_auc',
  average_precision_score: 'average_precision',
  logloss: 'log_loss',
  f1_score: 'f1',
  precision_score: 'precision',
  recall_score: 'recall',
  jaccard_score: 'jaccard',
  ppv: 'precision',
  sensitivity: 'recall',
  tpr: 'recall',
  tnr: 'specificity',
  brier_score: 'brier',
  brier_score_loss: 'brier',
  brier_multiclass: 'brier',
  kappa: 'cohen_kappa',
  cohen_kappa_score: 'cohen_kappa',
  matthews_corrcoef: 'mcc',
  mean_absolute_error: 'mae',
  mean_squared_error: 'mse',
  root_mean_squared_error: 'rmse',
  mean_squared_log_error: 'msle',
  root_mean_squared_log_error: 'rmsle',
  median_absolute_error: 'median_ae',
  mean_absolute_percentage_error: 'mape',
  mean_poisson_deviance: 'poisson_deviance',
  mean_gamma_deviance: 'gamma_deviance',
  explained_variance_score: 'explained_variance',
  r2_score: 'r2',
  mean_error: 'bias_mean_error',
  bias: 'bias_mean_error',
  pearsonr: 'pearson',
  spearmanr: 'spearman',
  kendall: 'kendall_tau_b',
  kendall_tau: 'kendall_tau_b',
  kendalltau: 'kendall_tau_b',
  mean_reciprocal_rank: 'mrr',
};

/** `precision_at_20`, `hit_rate@5`, `ndcg@10` (scikit-learn's linear gain), `ndcg@10_exp`. */
const AT_K = /^(precision|recall|lift|hit|hit_rate|ndcg|ndcg_linear|ndcg_exp)(?:@|_at_)(\d+)(?:_(linear|exp))?$/;

/**
 * The name this product computes a metric under: `test.ROC-AUC` is roc_auc, `Sensitivity[Cat]` recall[Cat]. Unknown
 * names only lose their case and separators; a label in brackets keeps its spelling.
 */
export function canonical(name: string): string {
  const at = name.indexOf('[');
  const [head, label] = at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at)];
  const plain = head
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s\-.](?!\d)/g, '_')
    .replace(/^test_/, '');
  return (Object.hasOwn(ALIASES, plain) ? (ALIASES[plain] ?? plain) : atK(plain)) + label;
}

function atK(name: string): string {
  const [, measure, k, gain] = AT_K.exec(name) ?? [];
  if (measure === undefined) return name;
  if (measure === 'ndcg') return `ndcg_${gain ?? 'linear'}@${k}`;
  return gain === undefined ? `${measure === 'hit_rate' ? 'hit' : measure}@${k}` : name;
}

const OF_LABEL = 'precision|recall|f1|jaccard|specificity|npv|fpr|fnr|fbeta_[\\d.]+';
const OF_ALL =
  'accuracy|error_rate|balanced_accuracy|roc_auc|average_precision|positive_rate|base_rate|churn|harmful_flips';
/** Metrics whose changes are told in percentage points and whose default margin under `guard` is one of them. */
const PROPORTION = new RegExp(
  `^(${OF_ALL}|(${OF_LABEL})(_(macro|micro|weighted)|\\[.*\\])?|(ece|mce|ace)(_top_label)?_\\d+|roc_auc_.*|top_\\d+_accuracy|gini|ks|(precision|recall|hit)@\\d+|ndcg_.*|mrr|map|.+_(difference|ratio))$`,
);
export const isProportion = (name: string): boolean => PROPORTION.test(canonical(name));

/** What a reader looks for first, shown even where no check names it. */
export const HEADLINE = [
  'accuracy',
  'roc_auc',
  'f1',
  'f1_macro',
  'log_loss',
  'brier',
  'mae',
  'rmse',
  'r2',
  'ndcg_linear@10',
  'mrr',
  'map',
];
