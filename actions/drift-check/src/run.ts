import { join } from 'node:path';
import { subject } from '@ml-actions/core/record/statement';
import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { labelledIssue } from './accepted-label.ts';
import { bodyOf, type DriftBody } from './body.ts';
import { withDays } from './days.ts';
import { withEngine } from './engine.ts';
import { filesSite } from './files.ts';
import { withImportance } from './importance.ts';
import type { DriftInputs, GivenInputs } from './inputs.ts';
import { keepIssue } from './issue.ts';
import { type Look, look } from './look.ts';
import { remember } from './memory.ts';
import { notify } from './notify.ts';
import { remoteOf } from './remote.ts';
import { writeReport } from './report.ts';
import { retrain } from './retrain.ts';
import { refuseIdle } from './settings.ts';
import { tellTraining } from './training-news.ts';
import { staleText } from './wording.ts';

/** Compares production data with what the serving model learned from, and keeps one issue about it. */
export async function run(given: GivenInputs, ports: Ports): Promise<Outcome<'drift-check'>> {
  refuseIdle(given);
  const inputs = withDays(await withImportance(given, ports), ports);
  const looked = await lookAt(inputs, ports);
  const memory = await remember(inputs, ports, looked, (raised) => labelledIssue(inputs, ports, raised));
  const { seen } = memory;
  const decided = bodyOf(inputs, ports, seen, memory);
  if (decided.freshness.stale) ports.log.warning(`current: ${staleText(decided)}`);
  const kept = await keepIssue(inputs, ports, decided, memory);
  const withIssue = { ...decided, issue: kept && { number: kept.number, url: kept.url } };
  const { retrain: training, waits } = await retrain(inputs, ports, withIssue, memory);
  const body = { ...withIssue, retrain: training };
  await tellTraining(inputs, ports, body, { memory, kept, waits });
  await notify(inputs, ports, body, memory);
  const report = await writeReport(inputs, ports, body, seen);
  const [metric] = body.performance?.metrics ?? []; // one and the same in all runs, whatever this one can tell of it
  return {
    exitCode: exitCodeOf(body, inputs),
    subjects: [subject('current data', body.current.sha256)],
    body,
    files: [report.json, report.html, ...(seen.profile === null ? [] : [seen.profile])].map((path) =>
      join(ports.run.workspace, path),
    ),
    outputs: {
      status: body.verdict,
      'drifted-columns': driftedIn(body).join('\n'),
      'worst-column': body.worstColumn ?? '',
      'max-effect': body.maxEffect ?? '',
      'estimated-metric': metric?.estimated ?? '',
      'realised-metric': metric?.realised?.value ?? '',
      'issue-number': body.issue?.number ?? '',
      'issue-url': body.issue?.url ?? '',
      'retrain-run-id': body.retrain?.run?.id ?? '',
      report: report.json,
      'html-report': report.html,
      profile: seen.profile ?? '',
    },
  };
}

async function lookAt(inputs: DriftInputs, ports: Ports): Promise<Look> {
  const remote = await remoteOf(inputs, ports);
  if (inputs.engine === 'duckdb')
    return withEngine(ports, remote, (engine) => look(inputs, ports, filesSite(inputs, ports, engine, remote)));
  const { warehouseSite } = await import('./warehouse.ts');
  return look(inputs, ports, await warehouseSite(inputs, ports, remote));
}

const driftedIn = ({ columns }: DriftBody): string[] =>
  columns
    .filter(({ important, status }) => important && (status === 'drift' || status === 'schema'))
    .map((one) => one.column);

const failed = 1;

const failing: Readonly<Record<DriftInputs['fail-on'], readonly DriftBody['verdict'][]>> = {
  never: [],
  performance: ['performance', 'schema'],
  drift: ['drift', 'performance', 'schema'],
};

/** Alarms fail the step on request only: the job of a monitor is to tell. */
const exitCodeOf = ({ verdict }: DriftBody, { 'fail-on': failOn }: DriftInputs): number =>
  failing[failOn].includes(verdict) ? failed : 0;
