import type { GitHub } from './client.ts';
import { hasStatus } from './error.ts';

/**
 * Reads a file of the repository at a commit, branch or tag; undefined when that commit has no such file.
 * Up to 100 MB, the limit of the contents API in raw form.
 *
 * @throws GitHubError when GitHub could not look: an unknown commit included
 */
export async function readContents(github: GitHub, path: string, ref: string): Promise<Uint8Array | undefined> {
  try {
    const { data } = await github.use((octokit, at) =>
      octokit.request('GET /repos/{owner}/{repo}/contents/{+path}', {
        ...at,
        path: path.split('/').map(encodeURIComponent).join('/'),
        ref,
        headers: { accept: 'application/vnd.github.raw+json' },
        request: { parseSuccessResponseBody: false },
      }),
    );
    return new Uint8Array(await new Response(data as unknown as ReadableStream).arrayBuffer());
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
    await requireCommit(github, ref);
    return undefined;
  }
}

/** A missing file and a missing commit are both 404; only the first is an answer. */
async function requireCommit(github: GitHub, ref: string): Promise<void> {
  await github.use((octokit, at) => octokit.rest.repos.getCommit({ ...at, ref, per_page: 1 }));
}
