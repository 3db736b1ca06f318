import { own } from '@ml-actions/core/own';
import { driftStatuses } from '@ml-actions/core/record/predicate/drift-check';
import * as z from 'zod';

/** Runs that are remembered (spec drift-check, "Issue, retrain"). */
export const HISTORY_RUNS = 30;

/** How far a column was when it was accepted, by cause, as multiples of the threshold. */
const acceptedLevelSchema = z.object({ effect: z.number(), missing: z.number(), categories: z.number() });

/** One run as `drift/<model>/<environment>.jsonl` keeps it: states and effects, no data. */
export const historyLineSchema = z.object({
  /** run and matrix leg: another attempt of the run takes its line's place */
  run: z.string(),
  /** the step that asks, with its matrix leg, and what it asks: only runs that share both confirm each other */
  leg: z.string().optional(),
  question: z.string().optional(),
  /** the version of a model that was judged: a deployment begins anew */
  version: z.string().optional(),
  at: z.iso.datetime(),
  /** what was looked at: the end of its window, or the digest of all data; another look takes the place of this one */
  data: z.string().optional(),
  /** when the first of the last runs looked at the same data, where this is not the first */
  since: z.iso.datetime().optional(),
  status: z.enum(driftStatuses),
  maxEffect: z.number().nullable(),
  alarming: z.boolean(),
  clean: z.boolean(),
  /** what said that the model's performance is worse, or that labels are of other classes */
  performance: z.enum(['realised', 'estimated']).optional(),
  /** end of the window of the labels that said so */
  labels: z.string().optional(),
  /** too little data to say either, or data older than what was judged already */
  silent: z.boolean().optional(),
  /** of columns that drift or keep the alarm on: how much this run says that they are back, as a log-likelihood ratio */
  relief: z.record(z.string(), z.number()).optional(),
  /** the alarm after this run */
  active: z.boolean(),
  /** alarming columns, worst first, and effects as multiples of the threshold, of the worst columns only */
  drifted: z.array(z.string()),
  effects: z.record(z.string(), z.number()),
  /** shares of missing values above 0, of the same columns */
  missing: z.record(z.string(), z.number()).optional(),
  /** drift that a person accepted and that is still there, and the issue whose label was counted last */
  accepted: z
    .object({ issue: z.number().int().nullable(), columns: z.record(z.string(), acceptedLevelSchema) })
    .optional(),
  /** when this run started a training */
  retrained: z.iso.datetime().optional(),
});
export type Acceptance = NonNullable<HistoryLine['accepted']>;
export type HistoryLine = z.infer<typeof historyLineSchema>;

/**
 * Lines of the state file; damaged ones are left out and counted: losing memory must not stop a check.
 */
export function readLines(text: string): { readonly lines: readonly HistoryLine[]; readonly damaged: number } {
  const written = text.split('\n').filter((line) => line.trim() !== '');
  const lines = written.map(readLine).filter((line) => line !== undefined);
  return { lines, damaged: written.length - lines.length };
}

function readLine(text: string): HistoryLine | undefined {
  try {
    return historyLineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export const linesText = (lines: readonly HistoryLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** The run that started a training last: another attempt of an earlier one may stand behind it. */
export const lastTraining = (lines: readonly HistoryLine[]): HistoryLine | undefined =>
  lines.reduce<HistoryLine | undefined>(
    (last, line) => ((line.retrained ?? '') > (last?.retrained ?? '') ? line : last),
    undefined,
  );

/** How far each column was that drifted. */
export function furthestOf(lines: readonly HistoryLine[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const { drifted, effects } of lines)
    for (const column of drifted) most.set(column, Math.max(most.get(column) ?? 0, own(effects, column) ?? 0));
  return most;
}
