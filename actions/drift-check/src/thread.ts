import { basename } from 'node:path/posix';
import { groupBy } from '@ml-actions/core/group-by';
import { sha256 } from '@ml-actions/core/json/digest';
import { withoutQuery } from '@ml-actions/core/path/address';
import { recordId } from '@ml-actions/core/record/identity';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { HistoryLine } from './history-line.ts';
import type { DriftInputs } from './inputs.ts';

/** One check of an environment: runs of one thread confirm each other, and no others do. */
export interface Thread {
  /** the step of a workflow that asks, and its matrix leg */
  readonly leg: string;
  /** what it asks: reference, window and offset */
  readonly question: string;
}

const DIGITS = 8;

export type Part = Pick<HistoryLine, 'leg' | 'question'>;
export const keyOf = ({ leg = '', question = '' }: Part): string => JSON.stringify([leg, question]);

/** Name of a run's line: another attempt takes the place of the first. */
export const runNameOf = (runId: string, thread: Thread): string =>
  `${runId}-${sha256(keyOf(thread)).slice(0, DIGITS)}`;

/** Lines of each thread. */
export const byThread = (lines: readonly HistoryLine[]): ReadonlyMap<string, readonly HistoryLine[]> =>
  groupBy(lines, keyOf);

export function threadOf(
  { matrix, reference, window, offset }: Pick<DriftInputs, 'matrix' | 'reference' | 'window' | 'offset'>,
  { run }: Pick<Ports, 'run'>,
): Thread {
  const workflow = basename(run.workflowRef.replace(/@.*$/s, '')) || run.workflow;
  const question = [
    steadyPart(reference),
    window === undefined ? '' : `window ${window}`,
    offset === 0 ? '' : `offset ${offset}`,
  ];
  return {
    leg: [workflow, run.job, run.step].filter(Boolean).join('/') + recordId('', matrix).replace(/^-/, MATRIX),
    question: question.filter(Boolean).join(', '),
  };
}

/** Before the digest of the matrix leg. */
const MATRIX = '#';
const matrixOf = (leg = ''): string | undefined => leg.split(MATRIX)[1];

/** A run that is remembered nowhere, such as a pull request's, asks what the last check knew that asks the same. */
export function lastOfKind(lines: readonly HistoryLine[], thread: Thread): Thread {
  const last = lines.findLast(
    ({ leg, question }) => question === thread.question && matrixOf(leg) === matrixOf(thread.leg),
  );
  return { ...thread, leg: last?.leg ?? thread.leg };
}

/** Signatures after an address, dates and digests in a path are others in every run: without them it is the same. */
const steadyPart = (reference: string): string =>
  (reference.includes('://') ? withoutQuery(reference).replace(/\s.*$/s, '') : reference).replace(
    /\b[0-9a-f]{7,}\b|\d+/gi,
    '0',
  );
