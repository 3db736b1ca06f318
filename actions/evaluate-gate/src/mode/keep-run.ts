import { mkdtemp, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf } from '@ml-actions/core/error';
import { artifactsOfRun, downloadArtifact } from '@ml-actions/core/github/artifacts';
import { unzip } from '@ml-actions/core/path/unzip';
import { artifactName } from '@ml-actions/core/record/identity';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Header } from '@ml-actions/core/record/predicate/header';
import { failureOf } from '@ml-actions/core/record/record';
import { filesSuffix } from '@ml-actions/core/record/records';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import { evaluationOf } from '../holdout/evaluation.ts';
import { appendEvaluation } from '../holdout/ledger.ts';
import { keptName } from '../kept-plots.ts';
import { keepPlots } from './keep-plots.ts';
import type { Shipped } from './shipped.ts';
import type { Expected } from './validate.ts';

const mebibyte = 1024 * 1024;
/** The bundle of a gate: comparison, reports, pictures. */
const limits = { archive: 64 * mebibyte, pictures: 16 * mebibyte, entries: 200 };
/** What a picture of ours never holds, and what would act where a picture is opened by itself. */
const active =
  /<(?:script|foreignObject|iframe|!ENTITY|!DOCTYPE)|<[^>]*\s(?:on\w+\s*=|(?:[\w-]+:)?(?:href|src)\s*=\s*["'](?!#))|url\(\s*["']?(?!#)/i;

const isGate = (one: Header): one is EvaluateGatePredicate => one.action === 'evaluate-gate' && !failureOf(one);

/**
 * Keeps what the run of a branch of this repository could not: its evaluations in the ledgers of their test sets, and its
 * pictures. Not for forks: strangers would use up a test set, or fill the branch. A failure is a warning.
 */
export async function keepRun(expected: Expected, shipped: Shipped, ports: Ports): Promise<void> {
  for (const gate of shipped.records.map(({ predicate }) => predicate).filter(isGate)) {
    try {
      const evaluation = evaluationOf(gate);
      if (evaluation) await appendEvaluation(await ports.store(), evaluation);
      const plots = await plotsOf(gate, expected, ports);
      if (plots.size > 0) await keepPlots(await ports.store(), expected.run.headSha, plots, ports.clock());
    } catch (error) {
      ports.log.warning(`record store: gate ${gate.id} of run ${expected.run.id}: ${messageOf(error)}`);
    }
  }
}

async function plotsOf({ model, id, run }: EvaluateGatePredicate, expected: Expected, ports: Ports) {
  const github = await ports.github();
  const plots = new Map<string, string>();
  const wanted = artifactName(model, 'evaluate-gate', id, run.runAttempt) + filesSuffix;
  const artifact = (await artifactsOfRun(github, expected.run.id)).find(({ name }) => name === wanted);
  if (!artifact) return plots;
  const folder = await mkdtemp(join(ports.run.temp, 'plots-'));
  await downloadArtifact(github, artifact, join(folder, 'archive.zip'), limits.archive);
  const place = `.ml-actions/${model}/gate/${id}.plots/`;
  const isPlot = (name: string) =>
    name.startsWith(place) && /^[a-z0-9][a-z0-9._-]*\.svg$/.test(name.slice(place.length));
  const room = { entries: limits.entries, bytes: limits.pictures };
  for (const name of await unzip(join(folder, 'archive.zip'), folder, isPlot, room, "the gate's files")) {
    const svg = await readFile(join(folder, name), 'utf8');
    if (active.test(svg)) ports.log.warning(`plots: ${basename(name)} is no plain picture; it was left out`);
    else plots.set(keptName(model, id, basename(name)), svg);
  }
  return plots;
}

/** The gates with the pictures that the store has of this commit. A store that cannot be read shows none. */
export async function plotsView(
  predicates: readonly Header[],
  headSha: string,
  ports: Ports,
): Promise<readonly Header[]> {
  if (!predicates.some(isGate)) return predicates;
  try {
    const folder = layout.plots(headSha);
    const kept = (await (await ports.store()).view()).list(folder);
    const names = (await kept).map((path) => path.slice(folder.length));
    return predicates.map((one) => {
      const own = isGate(one) ? names.filter((name) => name.startsWith(keptName(one.model, one.id, ''))) : [];
      return own.length > 0 ? { ...one, plots: own } : one;
    });
  } catch (error) {
    ports.log.info(`plots could not be looked up: ${messageOf(error)}`);
    return predicates;
  }
}
