import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ServiceError } from '@ml-actions/core/error';
import { commandEnv } from '@ml-actions/core/exec/child-env';
import { runCommand } from '@ml-actions/core/exec/command';
import { canonical } from '@ml-actions/core/json/canonical';
import { fileDigest, sha256 } from '@ml-actions/core/json/digest';
import type { Ports } from '@ml-actions/core/runner/ports';
import { scoreArgv } from './command.ts';

/** What both models are scored by and on. */
export interface Scoring {
  readonly template: readonly string[];
  /** absolute path of the test set, and what train knows it by */
  readonly data: string;
  readonly dataDigest: string;
}

export interface ScoredModel {
  readonly name: 'candidate' | 'baseline';
  readonly digest: string;
  /** its directory, fetched where it is not here yet */
  readonly model: () => Promise<string>;
}

/** Scoring a test set takes minutes; a command that takes longer hangs. */
const mostMinutes = 60;
const minute = 60_000;
/** Lines of a failed command that a reader needs. */
const shownLines = 5;

/**
 * A model's predictions on the test set. Kept outside the checkout by model, test set and scoring code, so that a
 * baseline is scored once: no change can bring a file that stands in for them.
 *
 * @throws ServiceError when the command fails or writes nothing
 */
export async function scoreModel(
  scored: ScoredModel,
  scoring: Scoring,
  ports: Ports,
): Promise<{ file: string; root: string }> {
  const { run, log } = ports;
  const kept = join(run.toolCache, 'ml-actions', 'scores', `${await keyOf(scored, scoring, ports)}.csv`);
  if (await exists(kept)) {
    log.info(`score: the ${scored.name}'s predictions on this test set are known.`);
    return { file: kept, root: dirname(kept) };
  }
  const out = join(run.temp, 'ml-actions', 'scores', `${scored.name}.csv`);
  await mkdir(dirname(out), { recursive: true });
  await perform(scoreArgv(scoring.template, { model: await scored.model(), data: scoring.data, out }), scored, ports);
  if (!(await exists(out)))
    throw new ServiceError(`score: the command wrote no predictions of the ${scored.name} to {out}.`);
  await mkdir(dirname(kept), { recursive: true });
  await copyFile(out, kept);
  return { file: kept, root: dirname(kept) };
}

async function perform(argv: readonly [string, ...string[]], { name }: ScoredModel, ports: Ports): Promise<void> {
  const { log, base, env, signal } = ports;
  log.info(`score: the ${name}`);
  const lines: string[] = [];
  const result = await runCommand(argv, {
    cwd: base,
    env: commandEnv(env),
    timeoutMs: mostMinutes * minute,
    abort: signal,
    onLine: (line) => {
      log.info(`  ${line}`);
      lines.push(line);
      if (lines.length > shownLines) lines.shift();
    },
  });
  if (result.exitCode === 0) return;
  const how = result.timedOut ? `took longer than ${mostMinutes} minutes` : `ended with exit code ${result.exitCode}`;
  throw new ServiceError(`score: the command ${how} on the ${name}. Last lines: ${lines.join(' | ') || 'none'}`);
}

/** Model, test set, command, and the content of every file of the checkout that the command names. */
async function keyOf(
  { digest }: ScoredModel,
  { template, dataDigest }: Scoring,
  { base, run }: Ports,
): Promise<string> {
  const code: Record<string, string> = {};
  for (const part of template) {
    const path = resolve(base, part);
    const isOurs = !relative(run.workspace, path).startsWith('..');
    if (isOurs && (await exists(path))) code[part] = (await fileDigest(path)).sha256;
  }
  return sha256(canonical({ model: digest, data: dataDigest, template: [...template], code }));
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
