import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { text } from '@ml-actions/core/report/html-escape';
import { factList, part } from '@ml-actions/core/report/html-parts';
import { reproduceText } from '../section/reproduce.ts';

type Fact = readonly [name: string, value: string | number | null];

/** What was judged by what, with whole digests: enough to find every part again, and to repeat it. */
export function provenanceHtml(predicate: EvaluateGatePredicate): string {
  const list = facts(predicate)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => [name, String(value)] as const);
  return [
    part(
      'reproduce',
      'Reproduce',
      `<pre tabindex="0" aria-label="Commands"><code>${text(reproduceText(predicate))}</code></pre>`,
    ),
    part('provenance', 'Provenance', factList(list)),
  ].join('\n');
}

function facts(predicate: EvaluateGatePredicate): readonly Fact[] {
  const { candidate, testSet, policy, run, checks, failOn, signing, predictions, task, environment } = predicate;
  const methods = [...new Set(checks.flatMap(({ method }) => (method === null ? [] : [method])))].join('; ');
  return [
    ['Candidate', candidate.source],
    ['Candidate model, sha256', candidate.modelDigest],
    ['Candidate commit', candidate.commit],
    ['Candidate threshold', candidate.threshold],
    ...baselineFacts(predicate),
    ['Task', task],
    ['Test set', testSet?.fingerprint ?? 'not identified'],
    ['Test set, rows', testSet?.rows ?? null],
    ['Rows matched with the baseline', testSet?.matched ?? null],
    ['Predictions, sha256', predictions],
    ['Policy', policy.source],
    ['Policy, sha256', policy.sha256],
    ['Policy protected from the change', policy.sha256 === null ? null : policy.protected ? 'yes' : 'no'],
    ['fail-on', failOn],
    ['Environment', environment],
    ['Method', methods],
    ['Multiple tests', methods === '' ? null : 'p-values are one-sided, Holm-adjusted over the blocking checks'],
    ['Record', signed[signing] ?? signing],
    ['Repository', run.repository],
    ['Workflow', run.workflowRef],
    ['Run', `${run.runId}, attempt ${run.runAttempt}`],
    [
      'Event',
      run.pullRequest === null ? `${run.event} on ${run.ref}` : `${run.event}, pull request ${run.pullRequest}`,
    ],
    ['Head commit', run.headSha],
  ];
}

const signed: Readonly<Record<string, string>> = {
  key: 'signed with the given key',
  keyless: 'signed without a key, by the identity of the workflow',
  none: 'not signed: no signing key was given',
  off: 'not signed',
};

function baselineFacts({ baseline }: EvaluateGatePredicate): readonly Fact[] {
  if (baseline.kind !== 'found') return [['Baseline', `${baseline.kind}: ${baseline.reason}`]];
  return [
    ['Baseline', baseline.source],
    ['Baseline version', baseline.version],
    ['Baseline model, sha256', baseline.modelDigest],
    ['Baseline commit', baseline.commit],
    ['Baseline made', baseline.createdAt],
  ];
}
