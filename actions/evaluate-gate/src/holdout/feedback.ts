import type { RunContext } from '@ml-actions/core/runner/context';
import { type Feedback, feedbackLevels } from '@ml-actions/metrics/holdout-shape';
import type { Policy } from '@ml-actions/metrics/policy';
import type { PolicyChoice } from '../policy.ts';

/**
 * How much of this run's comparison people see. The strictest of the policy that decides and of the change's own: a
 * change may close a test set, never open it. A sealed set is judged in the merge queue, where only the verdict is told,
 * and shown after the merge.
 */
export function feedbackOf(
  { decides, proposed }: PolicyChoice,
  run: Pick<RunContext, 'event' | 'isTrusted'>,
): Feedback {
  const level = strictest([levelOf(decides.policy), levelOf(proposed?.policy ?? null)]);
  if (level !== 'sealed') return level;
  if (run.isTrusted) return 'full';
  return run.event === 'merge_group' ? 'bit' : 'sealed';
}

const levelOf = (policy: Policy | null): Feedback => policy?.holdout?.feedback ?? 'full';

const strictest = (levels: readonly Feedback[]): Feedback =>
  levels.reduce((most, next) => (feedbackLevels.indexOf(next) > feedbackLevels.indexOf(most) ? next : most), 'full');
