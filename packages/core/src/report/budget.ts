import type { Section } from './section.ts';

export interface Fitted<S> {
  readonly sections: readonly S[];
  /** what was left out, per section, in plain words */
  readonly cut: readonly string[];
}

/**
 * Shortens sections until their text fits: the last details of every section go first, from the last section to the
 * first; then bodies, from the last section to the first. Headings and facts always stay.
 *
 * @param excess how much too long the whole text is, in the unit of `measure`
 * @param measure length of a piece of text: characters or bytes
 */
export function fit<S extends { readonly section: Section }>(
  placed: readonly S[],
  excess: number,
  measure: (text: string) => number,
): Fitted<S> {
  const kept = placed.map(({ section }) => ({ details: section.details.length, body: true }));
  let over = excess;
  const deepest = Math.max(0, ...kept.map((one) => one.details));
  for (let level = deepest - 1; level >= 0; level--) {
    eachFromLast(placed, (one, at) => {
      const detail = one.section.details[level];
      const keep = kept[at];
      if (over <= 0 || !detail || !keep) return;
      keep.details = level;
      over -= measure(detail.summary) + measure(detail.body);
    });
  }
  eachFromLast(placed, (one, at) => {
    const keep = kept[at];
    if (over <= 0 || !keep || one.section.body === '') return;
    keep.body = false;
    over -= measure(one.section.body);
  });
  return {
    sections: placed.map((one, at) => shorten(one, kept[at])),
    cut: placed.flatMap((one, at) => cutOf(one.section, kept[at])),
  };
}

interface Kept {
  details: number;
  body: boolean;
}

function eachFromLast<T>(items: readonly T[], visit: (item: T, at: number) => void): void {
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at];
    if (item !== undefined) visit(item, at);
  }
}

function shorten<S extends { readonly section: Section }>(one: S, kept: Kept | undefined): S {
  const { section } = one;
  if (!kept || (kept.body && kept.details === section.details.length)) return one;
  return {
    ...one,
    section: { ...section, body: kept.body ? section.body : '', details: section.details.slice(0, kept.details) },
  };
}

function cutOf(section: Section, kept: Kept | undefined): string[] {
  if (!kept) return [];
  const folded = section.details.length - kept.details;
  const parts = [!kept.body && 'the text', folded > 0 && `${folded} folded ${folded === 1 ? 'part' : 'parts'}`].filter(
    Boolean,
  );
  return parts.length > 0 ? [`${parts.join(' and ')} of ${section.title}`] : [];
}
