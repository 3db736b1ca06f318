/** Everything the story leaves behind, for the terminal and for the page. */
export interface Book {
  readonly title: string;
  readonly chapters: Chapter[];
}

export interface Chapter {
  readonly number: number;
  readonly title: string;
  /** one sentence: what a person does */
  readonly lead: string;
  /** in the order in which it happened */
  readonly told: (ToldStep | Fact)[];
  seconds: number;
}

/** One step of a workflow that did the work of this product. */
export interface ToldStep {
  readonly kind: 'step';
  readonly action: string;
  /** `warn`: it did its work and found something */
  readonly sign: Sign;
  /** what the action says first in its summary, as Markdown */
  readonly headline: string;
  readonly seconds: number;
  readonly apiCalls: number;
}

export interface Fact {
  readonly kind: 'fact';
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
}

export type Sign = 'good' | 'warn' | 'bad';

export type Tone = 'good' | 'bad' | 'plain';

export const stepsOf = ({ told }: Chapter): ToldStep[] => told.filter((one) => one.kind === 'step');
export const factsOf = ({ told }: Chapter): Fact[] => told.filter((one) => one.kind === 'fact');

const DIGEST = /\b([0-9a-f]{12})[0-9a-f]{28,52}\b/g;

/** Digests and commits as people read them: the first twelve digits. */
export const withShortDigests = (text: string): string => text.replace(DIGEST, '$1');
