import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping } from './github-parser.ts';
import { OutsideSubset } from './problem.ts';
import type { Permissions } from './workflow.ts';

/** The permissions that a token of the local GitHub can carry. */
const known = ['actions', 'checks', 'contents', 'deployments', 'issues', 'pull-requests', 'statuses'];

/**
 * Reads `permissions:`; what is not named is `none` as soon as the key is there.
 *
 * @throws OutsideSubset for `read-all`, `write-all` and permissions that the local GitHub does not know
 */
export function readPermissions(token: TemplateToken | undefined, where: string): Permissions | undefined {
  if (!token) return undefined;
  if (!isMapping(token)) throw new OutsideSubset(where, `\`${token}\``);
  const entries = [...token].map(({ key, value }) => {
    if (!known.includes(key.toString())) throw new OutsideSubset(where, `\`${key}\``);
    return [key.toString(), value.toString()] as const;
  });
  return Object.fromEntries(entries.filter(([, level]) => level !== 'none')) as Permissions;
}
