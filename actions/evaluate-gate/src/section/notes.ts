import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { code, escapeText } from '@ml-actions/core/report/markdown';
import { wordOf } from '../wording.ts';

/** Changes that stand in the visible part; the rest is folded. */
export const mostChanges = 6;

/** What a reader must know about the policy: that the change edited it, that nothing protects it, that there is none. */
export function policyLines({ policy, run, failOn }: EvaluateGatePredicate): string {
  const lines: string[] = [];
  const change = run.pullRequest === null ? 'this change' : 'this pull request';
  if (policy.proposed) {
    const { sha256, verdict, fact } = policy.proposed;
    const would =
      sha256 === null
        ? 'has none and decides nothing'
        : `would say **${wordOf({ verdict, failOn })}**: ${escapeText(fact)}`;
    const who = policy.sha256 === null ? 'no policy stands on the base branch yet' : 'the base branch’s policy decided';
    lines.push(
      `> 📝 ${change === 'this change' ? 'This change' : 'This pull request'} edits the policy; ${who}. Its own policy ${would}.`,
    );
  }
  if (policy.sha256 !== null && !policy.protected)
    lines.push(`> ⚠️ The policy is not protected (${escapeText(policy.source)}): ${change} could have edited it.`);
  if (policy.sha256 === null && !policy.proposed)
    lines.push(
      '> ℹ️ There is no policy (`evaluate-gate.policy`): nothing is decided. One that fits this test set is suggested below.',
    );
  return lines.join('\n\n');
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
