import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { recordId } from '@ml-actions/core/record/identity';
import { subject } from '@ml-actions/core/record/statement';
import { conclusionOf, exitCodeOf } from '@ml-actions/core/record/verdict';
import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { signingOf } from '@ml-actions/core/runner/signing';
import { readAppended } from './append.ts';
import { findAnchor, findBaseline } from './baseline.ts';
import { bodyOf, type GateBody, type Material } from './body.ts';
import { readCandidate } from './candidate.ts';
import { carryAcceptances } from './carry.ts';
import { changedSince } from './changed.ts';
import { historyOf } from './history.ts';
import { countEvaluation, openAccount } from './holdout/account.ts';
import { redact } from './holdout/redact.ts';
import { shownOf } from './holdout/shown.ts';
import type { GateInputs } from './inputs.ts';
import { judge } from './judge.ts';
import { withKeptPlots } from './kept-plots.ts';
import { choosePolicy } from './policy.ts';
import { drawPages, type ReportFiles, writeReportFiles } from './report-files.ts';
import { drawInThreads } from './resample.ts';
import { scoreBoth } from './score/score.ts';
import { readSides } from './sides.ts';
import { wordOf } from './wording.ts';

/** Digits of a day in ISO 8601. */
const isoDay = 10;

/** Decides whether a candidate may replace the baseline, and leaves the evidence. */
export async function run(
  inputs: GateInputs,
  ports: Ports,
  choose: typeof choosePolicy = choosePolicy,
): Promise<Outcome<'evaluate-gate'>> {
  const id = recordId(inputs.id, inputs.matrix);
  const signing = signingOf(inputs, ports);
  const appended = await readAppended(inputs.append, ports);
  const given = await readCandidate(inputs, ports);
  const policy = await choose(inputs, ports);
  const baseline = await findBaseline(inputs, given, ports);
  const { candidate, scored } = await scoreBoth(inputs, given, baseline, ports);
  const anchor = await findAnchor(inputs, candidate, ports);
  const policies = [policy.decides.policy, ...(policy.proposed ? [policy.proposed.policy] : [])];
  const sides = await readSides(inputs, candidate, { baseline, anchor, scored }, policies, ports);
  const account = await openAccount(policy, candidate, sides[0], id, ports);
  const bench = { draw: drawInThreads, today: dayOf(ports), ...(account.reuse && { reuse: account.reuse }) };
  const judgement = await judge(policy, sides, bench);
  const changed = await changedSince(baseline, candidate.training?.predicate, ports);
  const material: Material = {
    candidate,
    baseline,
    policy,
    judgement,
    changed,
    signing: signing.state,
    appended,
    history: await historyOf(baseline, judgement.comparison, id, ports),
    reuse: account.after(judgement.comparison),
  };
  const told = redact(bodyOf(material, inputs, ports), account.feedback);
  const judged = await carryAcceptances(id, told, ports);
  await countEvaluation(id, judged, ports);
  const shown = shownOf(judgement, judged, account.feedback);
  const pages = await drawPages(id, judged, shown.encoded, ports);
  const body = await withKeptPlots(id, judged, pages.plots, inputs.store, ports);
  const { files, uploads } = await writeReportFiles(id, body, shown, pages, ports);
  return {
    ...outcome(body, shown.comparison.failedChecks, files, ports),
    files: uploads,
    signing,
  };
}

const dayOf = ({ clock }: Ports): string => clock().toISOString().slice(0, isoDay);

function outcome(
  body: GateBody,
  failedChecks: readonly string[],
  files: ReportFiles,
  ports: Ports,
): Outcome<'evaluate-gate'> {
  const { verdict, failOn, fact, baseline, candidate } = body;
  const exitCode = exitCodeOf(verdict, failOn);
  const digest = candidate.modelDigest ?? sha256(canonical(candidate.metrics));
  return {
    exitCode,
    subjects: [subject(candidate.modelDigest === null ? `${ports.model}/metrics` : ports.model, digest)],
    body,
    check: { conclusion: conclusionOf(verdict, failOn), title: `${wordOf(body)} - ${fact}` },
    outputs: {
      verdict,
      blocked: exitCode !== 0,
      'failed-checks': failedChecks.join(', '),
      ...files,
      'baseline-source': baseline.kind === 'found' ? baseline.source : baseline.kind,
      'baseline-commit': baseline.kind === 'found' ? (baseline.commit ?? '') : '',
    },
  };
}
