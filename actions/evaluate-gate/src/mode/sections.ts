import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Header } from '@ml-actions/core/record/predicate/header';
import { failureOf } from '@ml-actions/core/record/record';
import type { Section } from '@ml-actions/core/report/section';
import type { PlacedSection } from '@ml-actions/core/report/section-text';
import type { Ports } from '@ml-actions/core/runner/ports';
import { placed } from '@ml-actions/core/runner/section-of';
import { section as gateSection } from '../section.ts';

/** More refusals than this say nothing new. */
const mostRefusals = 10;

/** A record's section as the run itself would have written it. */
export const sectionFor = async (predicate: Header, ports: Ports): Promise<PlacedSection> =>
  placed(predicate, await ports.sectionOf(predicate));

/**
 * A record's section, when nobody can vouch for the record: what went well is not shown as such, and nobody is invited
 * to accept what did not.
 */
export async function claimedSection(predicate: Header, ports: Ports): Promise<PlacedSection> {
  const isGate = predicate.action === 'evaluate-gate' && !failureOf(predicate);
  const section = isGate
    ? gateSection(predicate as EvaluateGatePredicate, { mayAccept: false })
    : await ports.sectionOf(predicate);
  return placed(predicate, muted(section));
}

const muted = (section: Section): Section =>
  section.tone === 'success' ? { ...section, tone: 'neutral', word: `${section.word}, unverified` } : section;

/** The section that says which records are missing and why: something that was refused must be seen. */
export function refusedSection(refused: readonly string[], sha: string): PlacedSection[] {
  const [first] = refused;
  if (first === undefined) return [];
  const lines = [...new Set(refused)].slice(0, mostRefusals).map((why) => `- a record was refused: ${why}`);
  const section: Section = {
    title: 'Records',
    word: 'REFUSED',
    tone: 'failure',
    fact: refused.length === 1 ? `a record was refused: ${first}` : `${refused.length} records were refused`,
    body: refused.length === 1 ? '' : lines.join('\n'),
    details: [],
  };
  return [{ key: 'records/refused', sha, section }];
}
