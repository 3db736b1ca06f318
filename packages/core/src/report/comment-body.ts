import { fit } from './budget.ts';
import { clip, code } from './markdown.ts';
import {
  type CommentIdentity,
  commentMarker,
  markedSection,
  readIdentity,
  readSections,
  type SectionMark,
  withoutMarkers,
} from './marker.ts';
import { type Section, symbolOf } from './section.ts';
import {
  formAt,
  inOrder,
  inReadingOrder,
  overallHeading,
  type PlacedSection,
  sectionForms,
  sectionText,
  sectionTop,
} from './section-text.ts';

export type { PlacedSection } from './section-text.ts';

/** The run that the comment speaks for. */
export interface CommentRun {
  readonly repository: string;
  readonly runId: string;
  readonly runAttempt: number;
  /** the commit people see */
  readonly headSha: string;
  readonly serverUrl?: string;
}

/** A section of another commit, of which this run has no result yet. */
export interface StaleSection {
  readonly key: string;
  readonly sha: string;
  readonly title: string;
  readonly word: string;
}

export interface CommentInput {
  readonly model: string;
  /** name of the workflow, as in `RunIdentity.workflow` */
  readonly workflow: string;
  readonly run: CommentRun;
  readonly sections: readonly PlacedSection[];
  readonly stale: readonly StaleSection[];
  /** lines below the sections, Markdown */
  readonly footer: readonly string[];
}

/** What a comment that was read back holds. */
export interface ParsedComment extends CommentIdentity {
  readonly sections: readonly PlacedSection[];
  readonly stale: readonly StaleSection[];
}

/** GitHub refuses a comment of more than 65,536 characters; ours stays clear of it. */
export const commentLimit = 60_000;
/** Room for the sentence that says what was left out. */
const noticeRoom = 1_000;
const noticeLength = 800;
const factLimit = 1_000;
/** The id of a run that no server knows (runner/laptop). */
const laptopRun = '0';
/** Stale lines that stay when even headings are too many. */
const staleKept = 20;
const shortSha = 7;

/** The pull-request comment as a pure function of one run's sections: the same input gives the same bytes. */
export function renderComment(input: CommentInput): string {
  const placed = inReadingOrder(input.sections).map((one) => ({ ...one, section: tame(one.section) }));
  const whole = assemble(input, placed, []);
  if (whole.length <= commentLimit) return whole;
  const excess = whole.length - commentLimit + noticeRoom;
  const { sections, cut } = fit(placed, excess, (text) => text.length);
  const shortened = assemble(input, sections, cut);
  return shortened.length <= commentLimit ? shortened : fewest(input, sections, cut);
}

/** Reads a comment back; undefined when its first line is not the hidden marker. Forged sections inside text cannot occur. */
export function parseComment(body: string): ParsedComment | undefined {
  const identity = readIdentity(body);
  if (!identity) return undefined;
  const marked = readSections(body);
  return {
    ...identity,
    sections: marked.filter(({ mark }) => !mark.stale).map(({ mark, markdown }) => readBack(mark, markdown)),
    stale: marked
      .filter(({ mark }) => mark.stale)
      .map(({ mark: { key, sha, title, word } }) => ({ key, sha, title, word })),
  };
}

/** The sections of an existing comment that speak of another commit and that this run has not produced yet. */
export function staleSections(
  existing: ParsedComment | undefined,
  headSha: string,
  produced: readonly { readonly key: string }[],
): StaleSection[] {
  if (!existing) return [];
  const fresh = new Set(produced.map(({ key }) => key));
  const old = existing.sections.filter(({ sha }) => sha !== headSha);
  return [
    ...old.map(({ key, sha, section: { title, word } }) => ({ key, sha, title, word })),
    ...existing.stale,
  ].filter(({ key }) => !fresh.has(key));
}

/** Puts own sections into what a comment already says of the same commit: the way without a hand-over of records. */
export function mergeComment(existing: ParsedComment | undefined, own: CommentInput): CommentInput {
  const replaced = new Set(own.sections.map(({ key }) => key));
  const neighbours = (existing?.sections ?? []).filter(({ key, sha }) => sha === own.run.headSha && !replaced.has(key));
  const sections = inOrder([...own.sections, ...neighbours]);
  return { ...own, sections, stale: staleSections(existing, own.run.headSha, sections) };
}

/** Where the run is, for the footer. */
export function runLine({
  serverUrl = 'https://github.com',
  repository,
  runId,
  runAttempt,
  headSha,
}: CommentRun): string {
  const attempt = runAttempt > 1 ? `, attempt ${runAttempt}` : '';
  const commit = `commit ${code(headSha.slice(0, shortSha))}`;
  if (runId === laptopRun) return `${commit} · run on this machine`;
  return `${commit} · [run ${runId}](${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt})${attempt}`;
}

function assemble(input: CommentInput, placed: readonly PlacedSection[], cut: readonly string[]): string {
  const { model, workflow, run } = input;
  const stale = inOrder(input.stale).map((one) => markedSection(staleMark(one), staleLine(one)));
  const footer = [...input.footer.map(withoutMarkers), runLine(run)];
  return [
    commentMarker({ model, workflow, runId: run.runId, runAttempt: run.runAttempt, headSha: run.headSha }),
    overallHeading(model, placed),
    ...placed.map((one, at) => markedSection(markOf(one), sectionText(one.section, formAt(at, one)))),
    ...stale,
    ...(cut.length > 0 ? [shortenedLine(cut)] : []),
    `<sub>${footer.join('<br>')}</sub>`,
  ].join('\n\n');
}

const shortenedLine = (cut: readonly string[]): string =>
  `> Shortened to fit a comment: ${clip(cut.join('; '), noticeLength)}. The job summaries of the run below have the full text.`;

/** The last resort, for hundreds of sections: as many as fit, the worst first, and how many were left out. */
function fewest(input: CommentInput, placed: readonly PlacedSection[], cut: readonly string[]): string {
  const few = { ...input, stale: input.stale.slice(0, staleKept) };
  let room = commentLimit - assemble(few, [], []).length - noticeRoom - factLimit;
  const kept = placed.filter((one) => {
    room -= markedSection(markOf(one), sectionText(one.section)).length + 2;
    return room >= 0;
  });
  const missing = placed.length - kept.length;
  const counted = missing > 0 ? [`${missing} whole ${missing === 1 ? 'section' : 'sections'}`, ...cut] : cut;
  return assemble(few, kept, counted);
}

const oneLine = (markdown: string): string => clip(withoutMarkers(markdown).replace(/[\r\n]+/g, ' '), factLimit);

/** A section whose texts keep to their places: one-line headings and facts, no markers. */
const tame = ({ title, word, tone, fact, body, details: folded }: Section): Section => ({
  title: oneLine(title),
  word: oneLine(word),
  tone,
  fact: oneLine(fact),
  body: withoutMarkers(body),
  details: folded.map((one) => ({ summary: oneLine(one.summary), body: withoutMarkers(one.body) })),
});

const markOf = ({ key, sha, section: { title, word, tone, fact } }: PlacedSection): SectionMark => ({
  key,
  sha,
  title,
  word,
  tone,
  fact,
});

const staleMark = ({ key, sha, title, word }: StaleSection): SectionMark => ({
  key,
  sha,
  title,
  word,
  tone: 'neutral',
  fact: '',
  stale: true,
});

const staleLine = ({ title, word, sha }: StaleSection): string =>
  `${symbolOf.neutral} <sub>${oneLine(title)} was ${oneLine(word)} at ${code(sha.slice(0, shortSha))}; not run for this commit yet</sub>`;

/** A section from its mark and text: what followed its top becomes its body. */
function readBack({ key, sha, title, word, tone, fact }: SectionMark, markdown: string): PlacedSection {
  const section: Section = { title, word, tone, fact, body: '', details: [] };
  const top = sectionForms.map((form) => sectionTop(section, form)).find((text) => markdown.startsWith(text)) ?? '';
  return { key, sha, section: { ...section, body: markdown.slice(top.length).trim() } };
}
