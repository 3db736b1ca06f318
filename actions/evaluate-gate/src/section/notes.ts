import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { code, escapeText } from '@ml-actions/core/report/markdown';
import { wordOf } from '../wording.ts';

/** Changes that stand in the visible part; the rest is folded. */
export const mostChanges = 6;

/** What a reader must know about the policy: that the change edited it, that nothing protects it, that there is none. */
export function policyLines({ policy, run, failOn }: EvaluateGatePredicate): string {
  const change = run.pullRequest === null ? 'this change' : 'this pull request';
  const lines = [
    policy.proposed && proposedLine(policy, change, failOn),
    policy.sha256 !== null &&
      !policy.protected &&
      `> ⚠️ The policy is not protected (${escapeText(policy.source)}): ${change} could have edited it.`,
    policy.sha256 === null &&
      !policy.proposed &&
      '> ℹ️ There is no policy (`evaluate-gate.policy`): nothing is decided. One that fits this test set is suggested below.',
  ];
  return lines.filter(Boolean).join('\n\n');
}

function proposedLine(
  { sha256, proposed }: EvaluateGatePredicate['policy'],
  change: string,
  failOn: EvaluateGatePredicate['failOn'],
): string {
  if (!proposed) return '';
  const isTold = proposed.verdict !== 'skipped';
  const would = isTold
    ? `would say **${wordOf({ verdict: proposed.verdict, failOn })}**: ${escapeText(proposed.fact)}`
    : 'is not judged (`holdout.feedback`)';
  if (sha256 === null)
    return `> 📝 The base branch has no policy yet, so nothing is decided; the one that ${change} adds ${would}.`;
  const says = proposed.sha256 === null ? 'afterwards there would be none' : `with its own it ${would}`;
  return `> 📝 The base branch’s policy decided. ${change.replace('t', 'T')} edits it; ${says}.`;
}

/** Warnings in the visible part; what is only for information is folded. */
export const noticeLines = ({ notices }: EvaluateGatePredicate): string =>
  notices
    .filter(({ level }) => level === 'warn')
    .map(({ text }) => `> ⚠️ ${escapeText(text)}`)
    .join('\n>\n');

/** What differs between the two trainings, in one line. */
export function changedLine({ changed }: EvaluateGatePredicate): string {
  const all = changedTexts(changed);
  if (all.length === 0) return '';
  const rest = all.length - mostChanges;
  return `**Changed since the baseline:** ${all.slice(0, mostChanges).join(' · ')}${rest > 0 ? ` · ${rest} more below` : ''}`;
}

/** Every change as Markdown: parameters, then data, then packages. */
export const changedTexts = ({ params, data, packages }: EvaluateGatePredicate['changed']): string[] => [
  ...params.map((text) => code(text)),
  ...data.map((text) => `data ${code(text)}`),
  ...packages.map((text) => `package ${code(text)}`),
];
