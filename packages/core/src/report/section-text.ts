import { actionNames } from '../record/predicate/header.ts';
import { details, escapeText } from './markdown.ts';
import { type Section, symbolOf, type Tone } from './section.ts';

/** A section, whose it is and of what it speaks. */
export interface PlacedSection {
  /** `action/id`, as in `recordKey` */
  readonly key: string;
  /** commit that the section speaks of */
  readonly sha: string;
  readonly section: Section;
}

const gravity: Readonly<Record<Tone, number>> = { failure: 2, warning: 1, success: 0, neutral: 0 };
const gravityOf = ({ section }: PlacedSection): number => gravity[section.tone];

/** Sections in the order in which a model passes the actions, then by id. */
export function inOrder<S extends { readonly key: string }>(sections: readonly S[]): S[] {
  const rank = ({ key }: S): number => {
    const at = actionNames.findIndex((name) => key === name || key.startsWith(`${name}/`));
    return at < 0 ? actionNames.length : at;
  };
  return [...sections].sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/**
 * The same sections in the order in which they are read: what is wrong first, each with its cause before it; then the
 * gate, which speaks for the model; then the others.
 */
export function inReadingOrder(sections: readonly PlacedSection[]): PlacedSection[] {
  const isSpeaking = (one: PlacedSection) => gravityOf(one) === 0 && one.key.startsWith('evaluate-gate/');
  return inOrder(sections).sort((a, b) => gravityOf(b) - gravityOf(a) || Number(isSpeaking(b)) - Number(isSpeaking(a)));
}

/** The first line of a comment or summary: model, verdict and deciding fact of the section that is read first. */
export function overallHeading(model: string, [leading]: readonly PlacedSection[]): string {
  const section = leading?.section;
  if (!section) return `## ${symbolOf.neutral} ${escapeText(model)}: no result yet`;
  return `## ${symbolOf[section.tone]} ${escapeText(model)}: ${section.word} - ${section.fact || section.title}`;
}

/** How a section begins: under a heading that has said its verdict already, in one line, or with heading and fact. */
export const sectionForms = ['full', 'leading', 'line'] as const;
export type SectionForm = (typeof sectionForms)[number];

/** The form of a section at its place: only the first one's fact stands in the heading; what went well takes one line. */
export const formAt = (at: number, { section }: PlacedSection): SectionForm =>
  at === 0 ? 'leading' : gravity[section.tone] === 0 ? 'line' : 'full';

/** What stands before a section's body. */
export function sectionTop({ title, word, tone, fact }: Section, form: SectionForm): string {
  if (form === 'leading') return `### ${title}`;
  if (form === 'line') return `${symbolOf[tone]} **${title}: ${word}**${fact === '' ? '' : ` - ${fact}`}`;
  return `### ${symbolOf[tone]} ${title}: ${word}${fact === '' ? '' : `\n\n${fact}`}`;
}

/** A section as Markdown: its top, its body, folded details. */
export const sectionText = (section: Section, form: SectionForm = 'full'): string =>
  [sectionTop(section, form), section.body, ...section.details.map((one) => details(one.summary, one.body))]
    .filter((part) => part !== '')
    .join('\n\n');
