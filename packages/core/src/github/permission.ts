import type { EventFacts } from './event-facts.ts';

/** Keys that a workflow's `permissions:` knows (https://docs.github.com/en/actions/reference/workflow-syntax#permissions). */
const grantable = new Set([
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
]);

/** The permission behind a comment on a pull request: offered first where GitHub accepts several. */
const preferred = 'pull-requests';

interface Grant {
  readonly name: string;
  readonly level: string;
}

/**
 * What to grant, as the exact YAML, and why a token may be read-only all the same.
 *
 * @param accepted the header `x-accepted-github-permissions`: `;` separates alternatives, `,` what one of them needs
 */
export function permissionsText(accepted: string | undefined, event: EventFacts): string {
  return [yamlText(accepted), reasonText(event)].filter(Boolean).join('\n');
}

function yamlText(accepted: string | undefined): string {
  const alternatives = (accepted ?? '')
    .split(';')
    .map(grantsOf)
    .filter((grants) => grants.length > 0);
  if (alternatives.length === 0) return 'The token may not do this: check the `permissions:` of the job.';
  const possible = alternatives.filter((grants) => grants.every(({ name }) => grantable.has(name)));
  const [first, ...others] = [...possible].sort((a, b) => Number(prefers(b)) - Number(prefers(a)));
  if (!first) {
    const wanted = alternatives.map(listed).join(' or ');
    return `No \`permissions:\` of a workflow can allow this: it needs a GitHub App or personal token with ${wanted}, given as \`github-token\`.`;
  }
  const note = others.length > 0 ? ` # or ${others.map(listed).join(', or ')}` : '';
  const lines = first.map(({ name, level }, at) => `  ${name}: ${level}${at === 0 ? note : ''}`);
  return `Add this to the job:\npermissions:\n${lines.join('\n')}`;
}

const prefers = (grants: readonly Grant[]): boolean => grants.some(({ name }) => name === preferred);
const listed = (grants: readonly Grant[]): string => grants.map(({ name, level }) => `${name}: ${level}`).join(' and ');

/** `issues=write,metadata=read` as grants; `metadata` is always granted and only these characters are believed. */
function grantsOf(alternative: string): Grant[] {
  return [...alternative.matchAll(/([a-z_]+)=(read|write|admin)/g)].flatMap(([, name = '', level = '']) =>
    name === 'metadata' ? [] : [{ name: name.replaceAll('_', '-'), level }],
  );
}

function reasonText({ name, isFork, isDependabot }: EventFacts): string {
  if (isFork && name !== 'workflow_run') {
    return `This run (event ${name}) comes from a fork: its token is read-only whatever the workflow says. A \`workflow_run\` job with \`mode: report\` can write for it.`;
  }
  return isDependabot
    ? `This run (event ${name}) was started by Dependabot: its token is read-only unless the workflow grants \`permissions:\`, and it sees no Actions secrets.`
    : '';
}
