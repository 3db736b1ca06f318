import { inputProblem } from '@ml-actions/core/error';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { publicKeyOf } from '@ml-actions/core/record/sign';
import type { GateInputs } from './inputs.ts';

export interface Signing {
  readonly state: EvaluateGatePredicate['signing'];
  readonly key: string | undefined;
}

/**
 * Whether and with what the record is signed. Asked first, so that a broken key costs no work.
 *
 * @throws InputError for a key that cannot be used, or none where one is required
 */
export function signingOf({ signing, 'signing-key': key }: Pick<GateInputs, 'signing' | 'signing-key'>): Signing {
  if (signing === 'off') return { state: 'off', key: undefined };
  if (key) {
    publicKeyOf(key);
    return { state: 'key', key };
  }
  if (signing === 'auto') return { state: 'none', key: undefined };
  throw inputProblem({
    where: 'signing-key',
    what: '`signing: required` needs a key (keyless signing is not available yet)',
    next: 'Pass the private key as a secret.',
  });
}
