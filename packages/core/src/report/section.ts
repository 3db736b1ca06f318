/** One action's part of the pull-request comment and of the job summary: Markdown that is already escaped. */
export interface Section {
  /** what was done, e.g. `Model gate` */
  readonly title: string;
  /** the verdict as a word, e.g. `BLOCKED`; a reader must not depend on colour */
  readonly word: string;
  readonly tone: Tone;
  /** the one fact that decided, on one line */
  readonly fact: string;
  /** the visible part */
  readonly body: string;
  /** folded parts, the first ones kept longest when the comment is too long */
  readonly details: readonly Detail[];
}

export interface Detail {
  readonly summary: string;
  readonly body: string;
}

export const tones = ['success', 'warning', 'failure', 'neutral'] as const;
export type Tone = (typeof tones)[number];

/** The symbol that stands beside the verdict's word. */
export const symbolOf: Readonly<Record<Tone, string>> = { success: '✅', warning: '⚠️', failure: '❌', neutral: '⚪' };
