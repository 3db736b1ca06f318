import type { GitHub } from './client.ts';

/** How far back an ancestor's record is looked for: one page. */
const page = 100;

/** The commit and its ancestors, newest first, at most 100, by first appearance in the history. */
export async function listCommits(github: GitHub, commit: string): Promise<readonly string[]> {
  const { data } = await github.use((octokit, at) =>
    octokit.rest.repos.listCommits({ ...at, sha: commit, per_page: page }),
  );
  return data.map(({ sha }) => sha);
}
