import { join } from 'node:path';
import { subject } from '@ml-actions/core/record/statement';
import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { bodyOf, type DriftBody } from './body.ts';
import { withEngine } from './engine.ts';
import type { DriftInputs } from './inputs.ts';
import { keepIssue } from './issue.ts';
import { look } from './look.ts';
import { remember } from './memory.ts';
import { writeReport } from './report.ts';

/** Compares production data with what the serving model learned from, and keeps one issue about it. */
export async function run(inputs: DriftInputs, ports: Ports): Promise<Outcome<'drift-check'>> {
  const seen = await withEngine(ports, (engine) => look(inputs, ports, engine));
  const memory = await remember(inputs, ports, seen);
  const decided = bodyOf(inputs, seen, memory);
  const body = { ...decided, issue: await keepIssue(inputs, ports, decided, memory) };
  const report = await writeReport(inputs, ports, body, seen);
  return {
    exitCode: exitCodeOf(body, inputs),
    subjects: [subject('current data', body.current.sha256)],
    body,
    files: [report, ...(seen.profile === null ? [] : [seen.profile])].map((path) => join(ports.run.workspace, path)),
    outputs: {
      status: body.verdict,
      'drifted-columns': driftedIn(body).join('\n'),
      'worst-column': body.worstColumn ?? '',
      'max-effect': body.maxEffect ?? '',
      'estimated-metric': '',
      'realised-metric': '',
      'issue-number': body.issue?.number ?? '',
      'issue-url': body.issue?.url ?? '',
      'retrain-run-id': '',
      report,
      'html-report': '',
      profile: seen.profile ?? '',
    },
  };
}

const driftedIn = ({ columns }: DriftBody): string[] =>
  columns
    .filter(({ important, status }) => important && (status === 'drift' || status === 'schema'))
    .map((one) => one.column);

const failed = 1;

/** Confirmed drift and broken schemas fail the step on request only: the job of a monitor is to tell. */
function exitCodeOf({ verdict }: DriftBody, { 'fail-on': failOn }: DriftInputs): number {
  return failOn === 'drift' && ['drift', 'schema', 'performance'].includes(verdict) ? failed : 0;
}
