import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { ValidateDataPredicate } from '@ml-actions/core/record/predicate/validate-data';
import type { Body } from '@ml-actions/core/runner/action';
import type { CheckAnswer } from './check-files.ts';
import type { ContractChoice } from './contract.ts';
import { plural, tally } from './wording.ts';

export type DataBody = Body<'validate-data'>;
type Proposed = ValidateDataPredicate['contract']['proposed'];

/** What the record says. */
export function bodyOf(choice: ContractChoice, answer: CheckAnswer, seconds: number): DataBody {
  const { decides, reportOnly } = choice;
  const { decided, sources, digest, fingerprint, engine } = answer;
  return {
    ...verdictOf(choice, answer),
    contract: {
      path: decides.path,
      sha256: decides.sha256,
      source: decides.source,
      commit: decides.commit,
      overrides: overridesOf(choice),
      protected: choice.protected,
      reportOnly,
      proposed: proposedOf(choice, answer),
    },
    sources: [...sources],
    digest,
    fingerprint,
    rules: [...decided.rules],
    failOn: choice.settings['fail-on'],
    seconds: Math.round(seconds * 1_000) / 1_000,
    engine,
  };
}

/**
 * Without a contract on the base nothing is decided: the change's own cannot vouch for itself, and a first pull
 * request must be able to bring it. What could not be evaluated stays an error.
 */
function verdictOf(
  { reportOnly }: ContractChoice,
  { decided, sources }: CheckAnswer,
): Pick<DataBody, 'verdict' | 'fact'> {
  const rows = sources.reduce((sum, source) => sum + source.rows, 0);
  const fact = `${tally(decided.rules)}, ${plural(rows, 'row')}`;
  if (!reportOnly || decided.verdict === 'error') return { verdict: decided.verdict, fact };
  const would = `this pull request's contract would say ${decided.verdict.toUpperCase()}: ${fact}`;
  return { verdict: 'warn', fact: `no contract on the base branch yet: report only, nothing is decided; ${would}` };
}

function overridesOf({ blocks }: ContractChoice): string | null {
  return Object.keys(blocks.decides).length === 0 ? null : sha256(canonical(blocks.decides));
}

function proposedOf({ proposed, reportOnly, decides }: ContractChoice, answer: CheckAnswer): Proposed {
  if (reportOnly) {
    const { verdict, rules } = answer.decided;
    return { sha256: decides.sha256, verdict, fact: tally(rules) };
  }
  if (proposed === null) return null;
  if (proposed === 'removed') return { sha256: null, verdict: null, fact: 'it removes the contract' };
  if (!answer.proposed) throw new Error('the proposed contract was not evaluated');
  return { sha256: proposed.sha256, verdict: answer.proposed.verdict, fact: tally(answer.proposed.rules) };
}
