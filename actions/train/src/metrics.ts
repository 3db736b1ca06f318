import { readFile, stat } from 'node:fs/promises';
import { InputError, inputProblem } from '@ml-actions/core/error';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { centreOf, type Metrics, type Scores } from '@ml-actions/metrics/metric';
import { MAX_BYTES, readMetrics } from '@ml-actions/metrics/read';
import { scoresToRecord } from '@ml-actions/metrics/recorded';
import type { WrittenFile } from './collect.ts';

/** The run's metrics; a problem fails the run. */
export interface ReadMetrics {
  readonly metrics: TrainPredicate['metrics'];
  readonly scores?: NonNullable<TrainPredicate['scores']>;
  readonly problems: readonly string[];
  readonly notices: readonly string[];
}

/**
 * Reads the metric files that the command wrote. NaN or an infinity is a failed run: the record holds numbers only
 * (JSON has no other), and a diverged model must not look like one that was never measured. `null` and text are no
 * metrics and are left out.
 */
export async function readRunMetrics(files: readonly WrittenFile[]): Promise<ReadMetrics> {
  const metrics = new Map<string, number | Scores>();
  const problems: string[] = [];
  const notices: string[] = [];
  for (const file of files) {
    const read = await readOne(file);
    if (typeof read === 'string') (file.optional ? notices : problems).push(read);
    else problems.push(...take(read, file.path, metrics));
  }
  const numbers = [...metrics].map(([name, value]) => [
    name,
    typeof value === 'number' ? value : centreOf(value, 'mean'),
  ]);
  return { metrics: Object.fromEntries(numbers), ...scoresToRecord(metrics), problems, notices };
}

async function readOne({ absolute, path }: WrittenFile): Promise<Metrics | string> {
  try {
    const { size } = await stat(absolute);
    if (size > MAX_BYTES) {
      throw inputProblem({
        where: path,
        what: 'is too large for a metrics file',
        got: `${size} bytes`,
        expected: `at most ${MAX_BYTES}`,
      });
    }
    return await readMetrics(await readFile(absolute), path);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

const shown = (value: number | Scores): string => (typeof value === 'number' ? String(value) : value.scores.join(' '));

function take(read: Metrics, path: string, into: Map<string, number | Scores>): string[] {
  const problems: string[] = [];
  for (const [name, value] of read) {
    if (value === 'NaN' || value === 'Infinity' || value === '-Infinity')
      problems.push(`metric ${name} is ${value} (${path})`);
    if (typeof value === 'string') continue;
    const known = into.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value))
      problems.push(`metric ${name} is ${shown(value)} in ${path} and ${shown(known)} in another file`);
    into.set(name, value);
  }
  return problems;
}
