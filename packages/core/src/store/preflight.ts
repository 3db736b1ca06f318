import { InputError, problemText, ServiceError } from '../error.ts';
import { withoutCredentials } from '../exec/git.ts';

export interface BlockedPush {
  /** what git wrote to stderr (and stdout with --porcelain), in English */
  readonly stderr: string;
  readonly branch: string;
  /** the remote, for the message */
  readonly remote: string;
  /** rule types that apply to the branch: GET /repos/{owner}/{repo}/rules/branches/{branch}, `type` of each */
  readonly rules?: readonly string[];
}

/**
 * What a failed push means for the writer. `raced`: another was first, nothing of ours arrived. `unsure`: the connection
 * failed, or the server found the ref moved, which a push that git's HTTP library repeated by itself also meets; it may
 * have arrived. `blocked`: a person must change something.
 */
export type PushFailure = 'raced' | 'unsure' | 'blocked';

/** The client saw the moved ref before it sent anything. */
const RACED = /stale info|fetch first|non-fast-forward|remote ref updated since/i;

/** receive-pack, GitHub, Gitea: the ref moved or is being written. */
const RACED_ON_SERVER =
  /failed to update ref|cannot lock ref|reference already exists|failed to lock|incorrect old value|Unable to create '.*\.lock'/i;

const PASSING =
  /returned error: (?:408|429|5\d\d)|HTTP (?:429|5\d\d)|Could not resolve host|Connection (?:reset|refused|timed out)|Failed to connect|Operation timed out|early EOF|remote end hung up|unexpected disconnect|RPC failed|GnuTLS recv error|SSL_ERROR_SYSCALL|internal server error|Empty reply from server/i;

/** Sorts a failed push by git's text; anything unknown is blocked: it is shown, not repeated. */
export function pushFailure(stderr: string): PushFailure {
  if (REASONS.some(({ pattern }) => pattern?.test(stderr))) return 'blocked';
  if (RACED.test(stderr)) return 'raced';
  return RACED_ON_SERVER.test(stderr) || PASSING.test(stderr) ? 'unsure' : 'blocked';
}

/** Whether git's text tells of trouble that passes by itself: the network, an overloaded server. */
export const isPassing = (stderr: string): boolean => PASSING.test(stderr);

interface Reason {
  /** in git's text */
  readonly pattern?: RegExp;
  /** the ruleset rule of the same meaning */
  readonly rule?: string;
  /** says that something declined, not what: a ruleset rule, if known, explains it better */
  readonly general?: true;
  readonly what: string;
  readonly next: string;
}

const PERMISSIONS = 'permissions:\n  contents: write\n';
const OR_ELSEWHERE = 'or keep records elsewhere (`store: file:DIR` or `store: OWNER/REPO`)';
const bypass = (branch: string) => `Exclude the branch ${branch} from the rule, ${OR_ELSEWHERE}.`;

/** First match wins: the specific before the general. */
const REASONS: readonly Reason[] = [
  {
    pattern: /verified signatures|must be signed|commits must have valid signatures/i,
    rule: 'required_signatures',
    what: 'a rule demands signed commits, which a push by this action cannot make',
    next: 'BYPASS',
  },
  {
    pattern: /changes must be made through (?:a pull request|the merge queue)/i,
    rule: 'pull_request',
    what: 'a rule demands pull requests for this branch',
    next: 'BYPASS',
  },
  {
    pattern: /creations? being restricted/i,
    rule: 'creation',
    what: 'a rule forbids creating this branch',
    next: 'Create the branch once as somebody who may, or: BYPASS',
  },
  {
    pattern: /cannot update this protected ref|updates? being restricted/i,
    rule: 'update',
    what: 'a rule restricts who may update this branch',
    next: 'BYPASS',
  },
  {
    pattern: /required status checks? .* (?:is|are) expected|required status checks/i,
    rule: 'required_status_checks',
    what: 'a rule demands status checks on this branch',
    next: 'BYPASS',
  },
  { rule: 'required_deployments', what: 'a rule demands deployments before this branch changes', next: 'BYPASS' },
  { rule: 'commit_message_pattern', what: 'a rule prescribes the form of commit messages', next: 'BYPASS' },
  {
    pattern: /(?:author|committer) email|commit_author_email|commits must match/i,
    rule: 'commit_author_email_pattern',
    what: 'a rule prescribes who may be the author of a commit',
    next: 'BYPASS',
  },
  {
    pattern: /GH001|exceeds .*file size limit|file is too large/i,
    what: 'a file is larger than the server takes',
    next: 'Keep large files elsewhere: `blob-store: release` or `file:DIR`.',
  },
  {
    pattern: /push protection|GH009|secrets? detected/i,
    what: 'push protection found something that looks like a secret in a record',
    next: 'Look at the record; remove the secret from the metrics or metadata it came from.',
  },
  {
    pattern: /archived so it is read-only|repository (?:is|was) archived/i,
    what: 'the repository is archived and read-only',
    next: 'Unarchive it, or keep records elsewhere (`store: file:DIR` or `store: OWNER/REPO`).',
  },
  {
    pattern: /SAML SSO/i,
    what: 'the organization demands single sign-on for this token',
    next: 'Authorize the token for the organization.',
  },
  {
    pattern: /GH006|GH013|protected branch|repository rule violations|rule violations found/i,
    general: true,
    what: 'the branch is protected',
    next: 'BYPASS',
  },
  {
    pattern:
      /Permission to .* denied|Write access to repository not granted|returned error: 403|not allowed to push|403 Forbidden/i,
    what: 'the token may not write to the repository (on pull requests from forks and for Dependabot it never may)',
    next: `Give the job this and run it on the default branch:\n${PERMISSIONS}`,
  },
  {
    pattern:
      /could not read Username|Authentication failed|Invalid username or (?:token|password)|returned error: 401|Permission denied \(publickey/i,
    what: 'the server did not accept the credentials',
    next: `Set \`github-token\` to a token that may write, and give the job:\n${PERMISSIONS}`,
  },
  {
    pattern:
      /Repository not found|does not appear to be a git repository|returned error: 404|repository '.*' not found|No such remote/i,
    what: 'there is no such repository, or the token may not see it',
    next: 'Check `store` and the remote; another repository needs a token of its own in `github-token`.',
  },
  {
    pattern:
      /unable to create temporary object directory|insufficient permission for adding an object|Read-only file system|Permission denied/i,
    what: 'the repository directory cannot be written with these permissions',
    next: 'Make it writable for the user of this job.',
  },
  {
    pattern: /No space left on device|disk quota/i,
    what: 'the server has no space left',
    next: 'Free some space there.',
  },
  {
    pattern: /hook declined/i,
    general: true,
    what: 'a hook on the server declined the push',
    next: 'BYPASS',
  },
];

/**
 * One clear error from a push that was rejected for good: what blocks it and the setting to change. Pure: the caller
 * brings git's text and, if it looked, the rules that apply to the branch (they explain a bare "declined").
 *
 * @returns InputError when the cause is known (a person can change it), else ServiceError with git's own words
 */
export function explainPush({ stderr, branch, remote, rules = [] }: BlockedPush): InputError | ServiceError {
  const where = `record store ${withoutCredentials(remote)} (branch ${branch})`;
  const reason = reasonOf(stderr, rules);
  const said = serverWords(stderr);
  if (reason === undefined) return new ServiceError(`${where}: the push failed. git says: ${said}`);
  const next = reason.next.replace('BYPASS', bypass(branch));
  return new InputError(`${problemText({ where, what: reason.what, next }).trimEnd()}\ngit says: ${said}`);
}

/** Git's text first; a general cause there gives way to the rule that explains it. */
function reasonOf(stderr: string, rules: readonly string[]): Reason | undefined {
  const said = REASONS.find(({ pattern }) => pattern?.test(stderr));
  if (!said?.general) return said;
  return REASONS.find(({ rule }) => rule !== undefined && rules.includes(rule)) ?? said;
}

const MAX_WORDS = 600;

/** Advice, and lines of `push --porcelain` that say nothing new. */
const NOISE = /^(?:hint:|To |Done$|error: failed to push some refs)/;

/** The lines of the server and git's own verdict, on one line, control characters and credentials removed. */
function serverWords(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).map((line) =>
    line
      .replace(/^remote:\s*/, '')
      .replace(/\p{Cc}/gu, ' ')
      .trim(),
  );
  const text = withoutCredentials(lines.filter((line) => line !== '' && !NOISE.test(line)).join(' | '));
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}...` : text || 'nothing';
}
