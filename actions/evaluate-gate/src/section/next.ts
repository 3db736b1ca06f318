import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { exitCodeOf, meaningOf } from '@ml-actions/core/record/verdict';
import { code } from '@ml-actions/core/report/markdown';
import { isDefaultBranchRun } from '@ml-actions/core/runner/context';

/** What happens next: what merging will do, or what this verdict lets the next actions do. */
export function nextLine(predicate: EvaluateGatePredicate): string {
  const { run, verdict, failOn, reuse } = predicate;
  if (isDefaultBranchRun(run)) return `**Next:** ${onDefaultBranch(predicate)}`;
  if (run.pullRequest === null) return '';
  const branch = code(run.defaultBranch);
  const rule = `merging trains again on ${branch}, and the model is registered and deployed only if the gate passes there`;
  if (reuse?.feedback === 'sealed') return `**Next:** the merge queue judges it by the sealed test set; ${rule}.`;
  if (verdict === 'skipped') return `**Next:** ${withoutPolicy(predicate, branch)}`;
  return exitCodeOf(verdict, failOn) === 1
    ? `**Next:** this check stays red until it passes or the policy on ${branch} changes; ${rule}.`
    : `**Next:** ${rule}.`;
}

const withoutPolicy = ({ policy }: EvaluateGatePredicate, branch: string): string =>
  policy.proposed?.sha256
    ? `once this policy is on ${branch}, the gate there decides by it whether the retrained model is registered and deployed.`
    : `without a policy on ${branch} no model is registered or deployed.`;

function onDefaultBranch({ verdict, environment }: EvaluateGatePredicate): string {
  const { mayRegister, mayDeploy } = meaningOf[verdict];
  if (!mayRegister) return 'this model is neither registered nor deployed.';
  const where = code(environment);
  if (mayDeploy === 'yes') return `register-model may register this model, deploy may put it into ${where}.`;
  return mayDeploy === 'no'
    ? `register-model may register this model, marked; deploy may not put it into ${where}.`
    : `register-model may register this model; deploy may put it into ${where} if nothing serves there.`;
}
