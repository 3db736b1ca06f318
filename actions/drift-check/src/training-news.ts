import { messageOf } from '@ml-actions/core/error';
import type { GitHub } from '@ml-actions/core/github/client';
import { commentOnIssue, hasComment, updateIssue } from '@ml-actions/core/github/issue';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DriftBody } from './body.ts';
import type { DriftInputs } from './inputs.ts';
import { issueBody, type KeptIssue } from './issue.ts';
import { issueKey } from './issue-labels.ts';
import type { Memory } from './memory.ts';
import { retrainText } from './section.ts';

/**
 * Puts on the issue what became of the training: it was opened first, for the request names it. A comment comes where it
 * is news: a training that was started, or an answer that the issue never had: legs of a matrix rewrite it in turn.
 * Reporting: a failure is a warning.
 *
 * @param waits the answer is that of every run while a training goes on or has just been
 */
export async function tellTraining(
  inputs: DriftInputs,
  ports: Ports,
  body: DriftBody,
  { memory, kept, waits }: { memory: Memory; kept: KeptIssue | null; waits: boolean },
): Promise<void> {
  if (!kept || !body.retrain) return;
  const text = retrainText(body);
  try {
    const github = await ports.github();
    const isNew = !waits && (await isNews(github, kept, text));
    const key = issueKey(ports.model, inputs.environment);
    await updateIssue(github, kept.number, { key, body: issueBody(inputs, ports, body, memory) });
    if (body.retrain.state === 'started' || isNew) await commentOnIssue(github, kept.number, text);
  } catch (error) {
    ports.log.warning(`retrain: the issue does not say what became of the training: ${messageOf(error)}`);
  }
}

const isNews = async (github: GitHub, { number, before }: KeptIssue, text: string): Promise<boolean> =>
  before !== null && !before.includes(text) && !(await hasComment(github, number, text));
