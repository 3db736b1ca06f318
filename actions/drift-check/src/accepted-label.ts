import { messageOf } from '@ml-actions/core/error';
import { findIssues, type Label } from '@ml-actions/core/github/issue';
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
 * Whether the newest issue of this model and environment carries the label. Where nobody can look it is not accepted:
 * an alarm more is no harm.
 */
export async function isLabelled(inputs: DriftInputs, ports: Ports): Promise<boolean> {
  if (inputs.issue === 'never' || !ports.run.isTrusted) return false;
  try {
    const labels = labelsFor(ports.model, []).identifying.map(({ name }) => name);
    const [newest] = await findIssues(await ports.github(), { key: issueKey(ports.model, inputs.environment), labels });
    return newest?.labels.includes(acceptedLabel.name) ?? false;
  } catch (error) {
    ports.log.warning(`issue: its labels could not be read: ${messageOf(error)}`);
    return false;
  }
}
