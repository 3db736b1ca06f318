import { readIssueComment } from '@ml-actions/core/github/answer';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Header } from '@ml-actions/core/record/predicate/header';
import { code, escapeText } from '@ml-actions/core/report/markdown';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateInputs } from '../inputs.ts';
import { acceptedView } from './accepted-view.ts';
import { plotsView } from './keep-run.ts';
import { refusedSection, sectionFor } from './sections.ts';
import type { Shipped } from './shipped.ts';
import type { Expected } from './validate.ts';
import { type Written, writeRunComment } from './write-comment.ts';

/** What a run of a branch of this repository says: its records as they are, with what people accepted since. */
export async function sectionsOfRun({ run }: Expected, { records, refused }: Shipped, ports: Ports): Promise<Written> {
  const told = records.map(({ predicate }) => predicate);
  const shown = await plotsView(await acceptedView(told, run.headSha, ports), run.headSha, ports);
  const sections = await Promise.all(shown.map((predicate) => sectionFor(predicate, ports)));
  return {
    sections: [...sections, ...refusedSection(refused, run.headSha)],
    footer: await acceptors(shown, ports),
  };
}

/** Writes that run's comment again. */
export const postRun = async (
  mode: GateInputs['comment'],
  expected: Expected,
  shipped: Shipped,
  ports: Ports,
): Promise<string | null> => writeRunComment(mode, expected, await sectionsOfRun(expected, shipped, ports), ports);

/** Who accepted: names are GitHub's to tell and stand in the comment only; the store keeps numbers. */
async function acceptors(shown: readonly Header[], ports: Ports): Promise<string[]> {
  const accepted = shown.flatMap((one) => (one as Partial<EvaluateGatePredicate>).accepted ?? []);
  const github = await ports.github();
  const lines = new Map<number, string>();
  for (const { commentId, actorId } of accepted) {
    const comment = await readIssueComment(github, commentId).catch(() => null);
    if (comment?.author && String(comment.author.id) === actorId)
      lines.set(commentId, `Account ${code(actorId)} is ${escapeText(comment.author.login)}.`);
  }
  return [...lines.values()];
}
