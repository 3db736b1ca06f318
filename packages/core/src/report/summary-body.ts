import { fit } from './budget.ts';
import { type CommentRun, runLine } from './comment-body.ts';
import { clip } from './markdown.ts';
import { formAt, inReadingOrder, overallHeading, type PlacedSection, sectionText } from './section-text.ts';

export interface SummaryInput {
  readonly model: string;
  readonly run: CommentRun;
  readonly sections: readonly PlacedSection[];
  /** lines below the sections, Markdown */
  readonly footer: readonly string[];
}

/** The runner drops a step's summary whole above 1 MiB of UTF-8 (actions/runner, FileCommandManager.cs). */
export const summaryLimit = 1_048_576;
/** Room for the sentence that says what was left out, and for what the step wrote before. */
const noticeRoom = 4_096;
const noticeLength = 2_000;

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The job summary: the comment's sections without its hidden markers, shortened the same way. */
export function renderSummary(input: SummaryInput): string {
  const placed = inReadingOrder(input.sections);
  const whole = assemble(input, placed, []);
  const excess = bytes(whole) - (summaryLimit - noticeRoom);
  if (excess <= 0) return whole;
  const { sections, cut } = fit(placed, excess, bytes);
  return assemble(input, sections, cut);
}

function assemble(
  { model, run, footer }: SummaryInput,
  placed: readonly PlacedSection[],
  cut: readonly string[],
): string {
  return [
    overallHeading(model, placed),
    ...placed.map((one, at) => sectionText(one.section, formAt(at, one))),
    ...(cut.length > 0
      ? [
          `> Shortened to fit a job summary: ${clip(cut.join('; '), noticeLength)}. The full text is in the report file.`,
        ]
      : []),
    `<sub>${[...footer, runLine(run)].join('<br>')}</sub>`,
  ].join('\n\n');
}
