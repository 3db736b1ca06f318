import { messageOf } from '@ml-actions/core/error';
import { findIssues, type Issue, type Label } from '@ml-actions/core/github/issue';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DriftInputs } from './inputs.ts';
import { issueKey, labelsFor } from './issue-labels.ts';

/** A person with triage rights puts it on the issue to take the present drift as the new normal. */
export const acceptedLabel: Label = {
  name: 'drift-accepted',
  color: '0e8a16',
  description: 'This drift is the new normal; quiet until it changes',
};

/**
 * Number of the issue with the label, where it speaks of the alarm that is on: an open one, or one that was closed since.
 * Where nobody can look nothing is accepted: an alarm more is no harm.
 *
 * @param raised when the alarm that is on was raised
 * @returns null: there is no such issue; undefined: nobody could look
 */
export async function labelledIssue(
  inputs: DriftInputs,
  ports: Ports,
  raised: Date,
): Promise<number | null | undefined> {
  if (inputs.issue === 'never' || !ports.run.isTrusted) return undefined;
  try {
    const labels = labelsFor(ports.model, []).identifying.map(({ name }) => name);
    const issues = await findIssues(await ports.github(), { key: issueKey(ports.model, inputs.environment), labels });
    const issue = issues.findLast(({ state }) => state === 'open') ?? issues[0];
    return issue?.labels.includes(acceptedLabel.name) && !isBefore(issue, raised) ? issue.number : null;
  } catch (error) {
    ports.log.warning(`issue: its labels could not be read: ${messageOf(error)}`);
    return undefined;
  }
}

const isBefore = ({ state, closedAt }: Issue, raised: Date): boolean =>
  state === 'closed' && Date.parse(closedAt ?? '') < raised.getTime();
