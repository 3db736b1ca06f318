import type { GitHub } from './client.ts';

const PAGE = 100;
const PAGES = 10;

/** How far back an ancestor's record is looked for. Older ones were not looked at, which is not "there is none". */
export const MOST_COMMITS = PAGE * PAGES;

/** The commit and its ancestors, newest first, at most `MOST_COMMITS`; a page is asked for when it is needed. */
export async function* listCommits(github: GitHub, commit: string): AsyncGenerator<string> {
  for (let page = 1; page <= PAGES; page++) {
    const { data } = await github.use((octokit, at) =>
      octokit.rest.repos.listCommits({ ...at, sha: commit, per_page: PAGE, page }),
    );
    yield* data.map(({ sha }) => sha);
    if (data.length < PAGE) return;
  }
}

/** The tree of a commit, and its parents. @throws GitHubError */
export async function readCommit(
  github: GitHub,
  sha: string,
): Promise<{ readonly tree: string; readonly parents: readonly string[] }> {
  const { data } = await github.use((octokit, at) => octokit.rest.git.getCommit({ ...at, commit_sha: sha }));
  return { tree: data.tree.sha, parents: data.parents.map(({ sha: parent }) => parent) };
}

/** What a commit holds, whatever its history. @throws GitHubError */
export const treeOf = async (github: GitHub, sha: string): Promise<string> => (await readCommit(github, sha)).tree;
