import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** A workspace with those files, and the environment of a job in it that has no token. */
export function gateWorkspace(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-gate-'));
  for (const [name, text] of Object.entries(gateFiles)) writeFileSync(join(folder, name), text);
  const temp = join(folder, 'temp');
  mkdirSync(temp);
  for (const name of ['output', 'state', 'summary']) writeFileSync(join(temp, name), '');
  const env = {
    PATH: process.env.PATH,
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/birds',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/heads/topic',
    GITHUB_RUN_ID: '1',
    GITHUB_WORKSPACE: folder,
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STATE: join(temp, 'state'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
    RUNNER_TEMP: temp,
    INPUT_BASELINE: 'path:baseline.json',
  };
  return { folder, env };
}
