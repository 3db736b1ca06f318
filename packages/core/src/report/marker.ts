import * as z from 'zod';
import { tones } from './section.ts';

/** Whose comment this is, and which run wrote it last; hidden in the comment's first line. */
export const identitySchema = z.object({
  model: z.string(),
  workflow: z.string(),
  runId: z.string().regex(/^\d+$/),
  runAttempt: z.number().int().positive(),
  headSha: z.string(),
});
export type CommentIdentity = Readonly<z.infer<typeof identitySchema>>;

/** What a section says of itself, so that a later commit's comment can show it as stale. */
export const sectionMarkSchema = z.object({
  key: z.string(),
  sha: z.string(),
  title: z.string(),
  word: z.string(),
  tone: z.enum(tones),
  fact: z.string(),
  stale: z.literal(true).optional(),
});
export type SectionMark = Readonly<z.infer<typeof sectionMarkSchema>>;

const commentName = 'ml-actions:comment';
const sectionName = 'ml-actions:section';
const close = `<!-- /${sectionName} -->`;
const firstLine = new RegExp(`^<!-- ${commentName} (\\{.*\\}) -->\\r?(?:\\n|$)`);
const sectionPattern = new RegExp(
  `^<!-- ${sectionName} (\\{.*\\}) -->\\r?\\n([\\s\\S]*?)^<!-- /${sectionName} -->`,
  'gm',
);

/** JSON inside an HTML comment: no `<` or `>`, so nothing in it can end the comment. */
const hidden = (name: string, value: unknown): string =>
  `<!-- ${name} ${JSON.stringify(value).replace(/</g, '\\u003c').replace(/>/g, '\\u003e')} -->`;

export const commentMarker = ({ model, workflow, runId, runAttempt, headSha }: CommentIdentity): string =>
  hidden(commentName, { model, workflow, runId, runAttempt, headSha });

export const markedSection = (mark: SectionMark, markdown: string): string =>
  `${hidden(sectionName, mark)}\n${markdown}\n${close}`;

/** Text that may hold anything, without the power to open a marker (or any HTML comment). */
export const withoutMarkers = (markdown: string): string => markdown.replace(/<!--/g, '<\u200b!--');

export interface MarkedSection {
  readonly mark: SectionMark;
  readonly markdown: string;
}

/** The identity in the first line of a comment; undefined for a comment that is not ours in form. */
export function readIdentity(body: string): CommentIdentity | undefined {
  const found = firstLine.exec(body);
  return found ? parsed(identitySchema, found[1]) : undefined;
}

export function readSections(body: string): MarkedSection[] {
  return [...body.matchAll(sectionPattern)].flatMap(([, json, markdown]) => {
    const mark = parsed(sectionMarkSchema, json);
    return mark ? [{ mark, markdown: (markdown ?? '').trim() }] : [];
  });
}

function parsed<T>(schema: z.ZodType<T>, json: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(json ?? '')).data;
  } catch {
    return undefined;
  }
}

const issueName = 'ml-actions:issue';
const issueLine = new RegExp(`^<!-- ${issueName} (\\{.*\\}) -->`);
const issueSchema = z.object({ key: z.string() });

/** The first line of an issue of ours. */
export const issueMarker = (key: string): string => hidden(issueName, { key });
export const readIssueKey = (body: string): string | undefined => parsed(issueSchema, issueLine.exec(body)?.[1])?.key;
