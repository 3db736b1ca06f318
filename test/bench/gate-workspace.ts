import { type Workspace, workspace } from './workspace.ts';

const policy = `version: 1
model: birds
evaluate-gate:
  candidate: metrics.json
  policy:
    version: 1
    checks:
      roc_auc: { min: 0.6, max_regression: 0.02 }
      accuracy: { max_regression: 0.02 }
`;
const candidate = { roc_auc: 0.84, accuracy: 0.9, log_loss: 0.25 };
const baseline = { roc_auc: 0.8, accuracy: 0.89, log_loss: 0.27 };

/** The files of a gate that compares two metrics files. */
export const gateFiles = {
  'ml-actions.yml': policy,
  'metrics.json': JSON.stringify(candidate),
  'baseline.json': JSON.stringify(baseline),
};

/** A workspace with those files, and the environment of a gate's step in it. */
export const gateWorkspace = (): Workspace => workspace(gateFiles, { INPUT_BASELINE: 'path:baseline.json' });
