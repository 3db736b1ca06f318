import { fit } from './budget.ts';
import { commentLimit } from './comment-body.ts';
import { clip } from './markdown.ts';
import { withoutMarkers } from './marker.ts';
import type { Section } from './section.ts';
import { sectionText } from './section-text.ts';

const noticeRoom = 500;
const noticeLength = 300;

/** The text of an issue: one section and a footer, under the same limit as a comment (the marker's line comes on top). */
export function renderIssue({
  section,
  footer,
}: {
  readonly section: Section;
  readonly footer: readonly string[];
}): string {
  const whole = assemble(section, footer, []);
  if (whole.length <= commentLimit) return whole;
  const { sections, cut } = fit([{ section }], whole.length - commentLimit + noticeRoom, (text) => text.length);
  return assemble(sections[0]?.section ?? section, footer, cut);
}

const assemble = (section: Section, footer: readonly string[], cut: readonly string[]): string =>
  [
    withoutMarkers(sectionText(section)),
    ...(cut.length > 0
      ? [`> Shortened to fit an issue: ${clip(cut.join('; '), noticeLength)}. The job summary has the full text.`]
      : []),
    ...(footer.length > 0 ? [`<sub>${withoutMarkers(footer.join('<br>'))}</sub>`] : []),
  ].join('\n\n');
