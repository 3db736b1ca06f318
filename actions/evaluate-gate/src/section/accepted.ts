import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { code, escapeText } from '@ml-actions/core/report/markdown';
import { isDefaultBranchRun } from '@ml-actions/core/runner/context';
import { blockingRows, openChecks, unacceptable } from '../acceptance.ts';

/** A command of more names than this is longer than its reason. */
const mostNames = 3;
/** A name that the command can hold as it is. */
const plainName = /^[^\s,`]+$/;

/** Who accepted what, why, and what that leaves open. People are account numbers. */
export function acceptedLines(predicate: EvaluateGatePredicate): string {
  const { accepted } = predicate;
  if (!accepted || accepted.length === 0) return '';
  const lines = accepted.map(
    ({ checks, reason, actorId, pullRequest, headSha }) =>
      `**Accepted until merge:** ${checks.map((name) => code(name)).join(', ')} by account ${code(actorId)} in #${pullRequest} for ${code(headSha.slice(0, shortSha))}: ${escapeText(reason)}`,
  );
  const open = openChecks(predicate, accepted);
  if (open.length > 0) lines.push(`Still blocking: ${open.map((name) => code(name)).join(', ')}.`);
  return lines.join('\n\n');
}

const shortSha = 7;

/** How a block may be accepted; empty where it may not. */
export function mayAcceptLine(predicate: EvaluateGatePredicate): string {
  const { run, accepted } = predicate;
  if (run.pullRequest === null || isDefaultBranchRun(run) || unacceptable(predicate) !== null) return '';
  const names = openChecks(predicate, accepted ?? []);
  if (names.length === 0) return '';
  const plain = names.length <= mostNames && names.every((name) => plainName.test(name));
  const all = names.length === blockingRows(predicate).length;
  const given = plain || !all ? names.map((name) => (plainName.test(name) ? name : `"${name}"`)).join(', ') : 'all';
  return `**Who may accept it:** somebody with write access who did not open this pull request, where the repository answers the comment ${code(`/ml-actions accept ${given} until merge: REASON`)}`;
}
