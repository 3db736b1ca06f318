import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { countText } from '@ml-actions/core/report/count-text';

type Reuse = NonNullable<EvaluateGatePredicate['reuse']>;

const luckDecimals = 1;
const PERCENT = 100;
const percentDigits = 6;

const hundredths = (share: number): string => String(Number((share * PERCENT).toPrecision(percentDigits)));

/**
 * How used up the test set is, in one line: evaluations, attempts of this pull request, remaining life. Empty where the
 * policy has no `holdout`.
 */
export function reuseLine({ reuse }: EvaluateGatePredicate): string {
  if (!reuse) return '';
  const parts = [usedText(reuse), attemptText(reuse), lifeText(reuse.life), feedbackTexts[reuse.feedback]];
  return `**Test set:** ${parts.filter(Boolean).join(' · ')}`;
}

function usedText({ used, max, exhausted }: Reuse): string {
  if (max === null) return `evaluations used ${countText(used)}`;
  return `evaluations used ${countText(used)}/${countText(max)}${exhausted ? ' (spent)' : ''}`;
}

function attemptText({ attempt, luck, alphaDivisor }: Reuse): string {
  if (attempt === null || luck === null || attempt < 2) return '';
  const adjusted = alphaDivisor > 1 ? `, alpha divided by ${alphaDivisor}` : '';
  return `attempt ${attempt} of this pull request (expected luck +${luck.toFixed(luckDecimals)} SE${adjusted})`;
}

function lifeText(life: Reuse['life']): string {
  if (life === null) return '';
  const { remaining, reliability, tolerance } = life;
  const left =
    remaining === null
      ? 'over a million more evaluations'
      : remaining === 0
        ? 'no more evaluation'
        : `${countText(remaining)} more evaluations`;
  return `supports ${left} to within ${hundredths(tolerance)} pp (ease.ml/ci at ${hundredths(reliability)} % reliability, an estimate)`;
}

const feedbackTexts: Readonly<Record<Reuse['feedback'], string>> = {
  full: '',
  rounded: 'numbers rounded',
  bit: 'verdict only',
  sealed: 'sealed',
};
