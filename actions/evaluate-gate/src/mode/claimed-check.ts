import { messageOf } from '@ml-actions/core/error';
import { completeCheck } from '@ml-actions/core/github/check';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Header } from '@ml-actions/core/record/predicate/header';
import { failureOf } from '@ml-actions/core/record/record';
import { conclusionOf } from '@ml-actions/core/record/verdict';
import type { Section } from '@ml-actions/core/report/section';
import type { Ports } from '@ml-actions/core/runner/ports';
import { checkName } from '../check-name.ts';
import type { Expected } from './validate.ts';

/** A gate that was computed again, and how it reads. */
export interface Claimed {
  readonly predicate: Header;
  readonly section: Section;
}

/**
 * Writes the failures that the untrusted run could not: where it failed, where it could not be decided and where a record
 * was refused. Nothing else: a required check takes success and neutral alike, and what a stranger's code reported must
 * not satisfy one. A failure to write is a warning: the comment says the same.
 */
export async function closeChecks(
  gates: readonly Claimed[],
  refused: readonly string[],
  { run }: Expected,
  ports: Ports,
): Promise<void> {
  for (const { predicate, section } of gates) {
    const name = checkName(predicate.id, ports.model);
    if (refused.length === 0 && !hasFailed(predicate)) continue;
    const title = refused.length > 0 ? 'A record of this run was refused' : `${section.word} - ${section.fact}`;
    const { serverUrl, repository } = ports.run;
    const detailsUrl = `${serverUrl}/${repository}/actions/runs/${run.id}`;
    const externalId = `${run.id}/${run.attempt}/${predicate.id}`;
    try {
      const start = { name, headSha: run.headSha, externalId, detailsUrl };
      const summary = `${section.fact}\n\n${section.body}`;
      await completeCheck(await ports.github(), start, { conclusion: 'failure', title, summary });
    } catch (error) {
      ports.log.warning(`check ${name}: ${messageOf(error)}`);
    }
  }
}

function hasFailed(predicate: Header): boolean {
  if (failureOf(predicate)) return true;
  const { verdict, failOn } = predicate as EvaluateGatePredicate;
  return conclusionOf(verdict, failOn) === 'failure';
}
