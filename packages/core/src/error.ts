import { withoutQuery } from './path/address.ts';

/** What a person must change: an input, a file, the configuration. Exit code 2, verdict `error`. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The rules said no. Exit code 1 (deploy maps its own codes); the message is the deciding fact. */
export class GateRefused extends Error {
  override readonly name = 'GateRefused';
}

/** Something we depend on did not answer as it should (GitHub, git, an engine). Exit code 1, verdict `error`. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}

/** The parts of the one message form of this product. */
export interface Problem {
  /** the input, file or rule that is wrong */
  readonly where: string;
  readonly what: string;
  readonly got?: string;
  readonly expected?: string;
  /** one sentence: what to do next */
  readonly next?: string;
}

/** `<where>: <what> (got X, expected Y). <next>` */
export function problemText({ where, what, got, expected, next }: Problem): string {
  const facts = [got && `got ${withoutQuery(got)}`, expected && `expected ${expected}`].filter(Boolean).join(', ');
  return `${where}: ${what}${facts && ` (${facts})`}.${next ? ` ${next}` : ''}`;
}

/** An InputError in the product's message form. */
export const inputProblem = (problem: Problem): InputError => new InputError(problemText(problem));

/** The text of anything thrown, without a stack. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
