import { InputError, problemText } from '@ml-actions/core/error';

/** A workflow asks for something that this runner does not do. It is refused, never left out in silence. */
export class OutsideSubset extends InputError {
  constructor(where: string, what: string) {
    super(problemText({ where, what: `${what} is outside the subset of GitHub Actions that is played here` }));
  }
}
