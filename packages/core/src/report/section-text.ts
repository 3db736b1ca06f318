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

/** The same sections, the most severe first. */
export const worstFirst = <S extends PlacedSection>(sections: readonly S[]): S[] =>
  [...sections].sort((a, b) => gravityOf(b) - gravityOf(a));

/** Sections in the order in which a model passes the actions, then by id. */
export function inOrder<S extends { readonly key: string }>(sections: readonly S[]): S[] {
  const rank = ({ key }: S): number => {
    const at = actionNames.findIndex((name) => key === name || key.startsWith(`${name}/`));
    return at < 0 ? actionNames.length : at;
  };
  return [...sections].sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** The most severe section; where all are harmless the gate speaks for the model, else the first. */
function decidingSection(sections: readonly PlacedSection[]): PlacedSection | undefined {
  const [worst] = worstFirst(sections);
  const isHarmless = worst !== undefined && gravityOf(worst) === 0;
  return (isHarmless ? sections.find(({ key }) => key.startsWith('evaluate-gate/')) : undefined) ?? worst;
}

/** The first line of a comment or summary: model, verdict, deciding fact. */
export function overallHeading(model: string, sections: readonly PlacedSection[]): string {
  const section = decidingSection(sections)?.section;
  if (!section) return `## ${symbolOf.neutral} ${escapeText(model)}: no result yet`;
  return `## ${symbolOf[section.tone]} ${escapeText(model)}: ${section.word} - ${section.fact || section.title}`;
}

/** A section as Markdown: `### ✅ Model gate: PASS`, fact, body, folded details. */
export const sectionText = ({ title, word, tone, fact, body, details: folded }: Section): string =>
  [`### ${symbolOf[tone]} ${title}: ${word}`, fact, body, ...folded.map((one) => details(one.summary, one.body))]
    .filter((part) => part !== '')
    .join('\n\n');
