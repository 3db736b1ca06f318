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
  readonly steps: ToldStep[];
  readonly facts: Fact[];
  seconds: number;
}

/** One step of a workflow that did the work of this product. */
export interface ToldStep {
  readonly workflow: string;
  readonly job: string;
  readonly action: string;
  readonly ok: boolean;
  /** what the action says first in its summary, as Markdown */
  readonly headline: string;
  readonly seconds: number;
  readonly apiCalls: number;
}

export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
}

export type Tone = 'good' | 'bad' | 'plain';
