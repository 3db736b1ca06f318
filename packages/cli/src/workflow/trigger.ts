import { inputProblem } from '@ml-actions/core/error';
import type { Event } from './event.ts';
import { OutsideSubset } from './problem.ts';
import type { Workflow } from './workflow.ts';

interface Filter {
  readonly branches?: readonly string[];
  readonly types?: readonly string[];
}

/** Without `types` a pull request starts runs when it is opened, gets new commits, or is opened again. */
const pullRequestTypes = ['opened', 'synchronize', 'reopened'];
const played = ['push', 'pull_request', 'workflow_dispatch', 'schedule'];

/**
 * Whether an event starts a run of the workflow.
 *
 * @throws OutsideSubset for events and filters that are not played here
 */
export function isTriggered({ on, path }: Workflow, event: Event): boolean {
  const config = on[event.name];
  if (config === undefined) return false;
  if (!played.includes(event.name)) throw new OutsideSubset(path, `the event \`${event.name}\``);
  if (event.name === 'workflow_dispatch' || event.name === 'schedule') return true;
  const filter = config as Filter;
  for (const key of Object.keys(filter)) {
    if (key !== 'branches' && key !== 'types') throw new OutsideSubset(path, `\`on.${event.name}.${key}\``);
  }
  const branch = event.baseRef ?? event.ref.replace('refs/heads/', '');
  const types = filter.types ?? pullRequestTypes;
  return inBranches(filter.branches, branch, path) && (event.action === undefined || types.includes(event.action));
}

function inBranches(patterns: readonly string[] | undefined, branch: string, path: string): boolean {
  const pattern = patterns?.find((one) => /[*?+![\]]/.test(one));
  if (pattern) throw new OutsideSubset(path, `the branch pattern \`${pattern}\``);
  return patterns?.includes(branch) ?? true;
}

/**
 * The `inputs` context: what the dispatch gave, else the defaults of the workflow.
 *
 * @throws InputError for an input that the workflow does not have, or a required one that is missing
 */
export function inputsOf({ on, path }: Workflow, { name, inputs = {} }: Event): Record<string, string> {
  if (name !== 'workflow_dispatch') return {};
  const declared = on.workflow_dispatch?.inputs ?? {};
  for (const given of Object.keys(inputs)) {
    if (!(given in declared)) throw inputProblem({ where: path, what: `there is no input \`${given}\`` });
  }
  const entries = Object.entries(declared).map(([input, { default: fallback, required }]) => {
    const value = inputs[input] ?? fallback;
    if (required && value === undefined) throw inputProblem({ where: path, what: `the input \`${input}\` is missing` });
    return [input, String(value ?? '')];
  });
  return Object.fromEntries(entries);
}
