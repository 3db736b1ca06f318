import type { Schema } from './route.ts';
import { nodeId, userJson } from './user-json.ts';
import type { Repository, World } from './world.ts';

/** What an answer about a repository needs; a fork is described by the same facts. */
export type RepositoryFacts = Pick<Repository, 'id' | 'owner' | 'name' | 'private' | 'defaultBranch' | 'createdAt'> & {
  readonly fork?: boolean;
};

const repositoryLinks = (url: string) => ({
  archive_url: `${url}/{archive_format}{/ref}`,
  assignees_url: `${url}/assignees{/user}`,
  blobs_url: `${url}/git/blobs{/sha}`,
  branches_url: `${url}/branches{/branch}`,
  collaborators_url: `${url}/collaborators{/collaborator}`,
  comments_url: `${url}/comments{/number}`,
  commits_url: `${url}/commits{/sha}`,
  compare_url: `${url}/compare/{base}...{head}`,
  contents_url: `${url}/contents/{+path}`,
  contributors_url: `${url}/contributors`,
  deployments_url: `${url}/deployments`,
  downloads_url: `${url}/downloads`,
  events_url: `${url}/events`,
  forks_url: `${url}/forks`,
  git_commits_url: `${url}/git/commits{/sha}`,
  git_refs_url: `${url}/git/refs{/sha}`,
  git_tags_url: `${url}/git/tags{/sha}`,
  hooks_url: `${url}/hooks`,
  issue_comment_url: `${url}/issues/comments{/number}`,
  issue_events_url: `${url}/issues/events{/number}`,
  issues_url: `${url}/issues{/number}`,
  keys_url: `${url}/keys{/key_id}`,
  labels_url: `${url}/labels{/name}`,
  languages_url: `${url}/languages`,
  merges_url: `${url}/merges`,
  milestones_url: `${url}/milestones{/number}`,
  notifications_url: `${url}/notifications{?since,all,participating}`,
  pulls_url: `${url}/pulls{/number}`,
  releases_url: `${url}/releases{/id}`,
  stargazers_url: `${url}/stargazers`,
  statuses_url: `${url}/statuses/{sha}`,
  subscribers_url: `${url}/subscribers`,
  subscription_url: `${url}/subscription`,
  tags_url: `${url}/tags`,
  teams_url: `${url}/teams`,
  trees_url: `${url}/git/trees{/sha}`,
});

const counts = {
  forks: 0,
  forks_count: 0,
  network_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  size: 0,
  stargazers_count: 0,
  subscribers_count: 0,
  watchers: 0,
  watchers_count: 0,
};

const features = {
  archived: false,
  disabled: false,
  has_discussions: false,
  has_downloads: true,
  has_issues: true,
  has_pages: false,
  has_projects: true,
  has_wiki: true,
  homepage: null,
  language: null,
  license: null,
  mirror_url: null,
};

/** One object that satisfies GitHub's minimal, ordinary and full repository. */
export function repositoryJson(world: World, facts: RepositoryFacts) {
  const full_name = `${facts.owner}/${facts.name}`;
  const url = `${world.apiUrl}/repos/${full_name}`;
  const html = `${world.serverUrl}/${full_name}`;
  const repository = {
    ...repositoryLinks(url),
    ...counts,
    ...features,
    id: facts.id,
    node_id: nodeId('Repository', facts.id),
    name: facts.name,
    full_name,
    owner: userJson(world.apiUrl, world.serverUrl, { login: facts.owner, type: 'User' }),
    private: facts.private,
    visibility: facts.private ? 'private' : 'public',
    description: null,
    fork: facts.fork ?? false,
    url,
    html_url: html,
    clone_url: `${html}.git`,
    git_url: `${html}.git`,
    ssh_url: `${html}.git`,
    svn_url: html,
    default_branch: facts.defaultBranch,
    created_at: facts.createdAt,
    updated_at: facts.createdAt,
    pushed_at: facts.createdAt,
  };
  return repository satisfies Schema<'repository'> & Schema<'full-repository'> & Schema<'minimal-repository'>;
}
