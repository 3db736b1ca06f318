import { recordKey } from '../record/identity.ts';
import type { Header } from '../record/predicate/header.ts';
import { failureOf } from '../record/record.ts';
import { escapeText } from '../report/markdown.ts';
import type { Section } from '../report/section.ts';
import type { PlacedSection } from '../report/section-text.ts';
import type { Load } from './load.ts';

/** How a record reads. A failure reads the same for every action. */
export async function sectionOf(load: Load, predicate: Header): Promise<Section> {
  const failure = failureOf(predicate);
  if (!failure) return (await load(predicate.action)).section(predicate as never);
  return {
    title: predicate.action,
    word: 'ERROR',
    tone: 'failure',
    fact: escapeText(failure.error),
    body: '',
    details: [],
  };
}

/** A section with the record it is of. */
export const placed = (predicate: Header, section: Section): PlacedSection => ({
  key: recordKey(predicate.action, predicate.id),
  sha: predicate.run.headSha,
  section,
});
