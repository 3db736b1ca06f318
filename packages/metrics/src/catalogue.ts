/** Other spellings of the names this product computes. Only those that can mean nothing else. */
const ALIASES: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  auc: 'roc_auc',
  auroc: 'roc_auc',
  rocauc: 'roc_auc',
  logloss: 'log_loss',
  f1_score: 'f1',
  precision_score: 'precision',
  recall_score: 'recall',
  sensitivity: 'recall',
  tpr: 'recall',
  tnr: 'specificity',
  brier_score: 'brier',
  kappa: 'cohen_kappa',
  mean_absolute_error: 'mae',
  mean_squared_error: 'mse',
  root_mean_squared_error: 'rmse',
  r2_score: 'r2',
  brier_multiclass: 'brier',
  mean_error: 'bias_mean_error',
  bias: 'bias_mean_error',
  kendall: 'kendall_tau_b',
  median_absolute_error: 'median_ae',
  mean_absolute_percentage_error: 'mape',
};

/** The name this product computes a metric under: `test.ROC-AUC` is roc_auc. Unknown names only lose their case. */
export function canonical(name: string): string {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s\-.](?![^[]*\])(?!\d)/g, '_')
    .replace(/^test_/, '');
  return Object.hasOwn(ALIASES, plain) ? (ALIASES[plain] ?? plain) : plain;
}

/** Metrics whose changes are told in percentage points and whose default margin under `guard` is one of them. */
const PROPORTION =
  /^(accuracy|error_rate|balanced_accuracy|specificity|npv|fpr|fnr|jaccard|roc_auc|average_precision|positive_rate|base_rate|churn|harmful_flips|(precision|recall|f1)(_(macro|micro|weighted))?(\[.*\])?|fbeta_[\d.]+|(ece|mce|ace)(_top_label)?_\d+|roc_auc_.*|top_\d+_accuracy|gini|ks|(precision|recall|hit)(@|_at_)\d+|ndcg.*|mrr|map|.+_(difference|ratio))$/;
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
