import { commit, gitCommitJson, type Person } from './commit-json.ts';
import { GitError, git, gitBytes, gitMaybe } from './git.ts';
import { created, found, notFound, ok, unprocessable } from './reply.ts';
import { route, type Schema } from './route.ts';
import { withIndex } from './scratch-index.ts';
import { nodeId } from './user-json.ts';
import type { Repository } from './world.ts';

/** A full SHA of the wanted type, or 404. */
async function objectOf(repo: Repository, sha: string, type: 'blob' | 'tree' | 'commit'): Promise<string> {
  if (sha.startsWith('-')) throw notFound();
  return found(await gitMaybe(repo.gitDir, ['rev-parse', '--verify', '--quiet', `${sha}^{${type}}`]));
}

const storeBlob = (repo: Repository, content: Buffer): Promise<string> =>
  git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input: content });

async function treeJson(repo: Repository, sha: string, recursive: boolean): Promise<Schema<'git-tree'>> {
  const text = await git(repo.gitDir, ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), sha]);
  const tree = text
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [meta = '', path = ''] = line.split('\t');
      const [mode = '', type = '', object = '', size = '-'] = meta.split(/ +/);
      const url = `${repo.api}/git/${type}s/${object}`;
      return { path, mode, type, sha: object, url, ...(size !== '-' && { size: Number(size) }) };
    });
  return { sha, url: `${repo.api}/git/trees/${sha}`, tree, truncated: false };
}

interface TreeInput {
  readonly path?: string;
  readonly mode?: string;
  readonly sha?: string | null;
  readonly content?: string;
}

/** `update-index --index-info` lines: mode 0 removes a path (a null sha in the request). */
async function indexLine(repo: Repository, { path = '', mode, sha, content }: TreeInput): Promise<string> {
  if (sha === null) return `0 ${'0'.repeat(40)}\t${path}`;
  const blob = sha ?? (await storeBlob(repo, Buffer.from(content ?? '')));
  return `${mode ?? '100644'} ${blob}\t${path}`;
}

/** Writes a tree from its base and the changed entries. */
const writeTree = (repo: Repository, entries: TreeInput[], base?: string): Promise<string> =>
  withIndex(repo.gitDir, async (env) => {
    await git(repo.gitDir, base ? ['read-tree', base] : ['read-tree', '--empty'], { env });
    const folders = entries.filter(({ mode }) => mode === '040000');
    for (const { path = '', sha } of folders) {
      await git(repo.gitDir, ['read-tree', `--prefix=${path}/`, sha ?? ''], { env });
    }
    const plain = entries.filter((entry) => !folders.includes(entry));
    const lines = await Promise.all(plain.map((entry) => indexLine(repo, entry)));
    const input = lines.map((line) => `${line}\0`).join('');
    await git(repo.gitDir, ['update-index', '-z', '--index-info'], { env, input });
    return git(repo.gitDir, ['write-tree'], { env });
  });

const personEnv = (role: 'AUTHOR' | 'COMMITTER', { name, email, date }: Person): NodeJS.ProcessEnv => ({
  [`GIT_${role}_NAME`]: name,
  [`GIT_${role}_EMAIL`]: email,
  [`GIT_${role}_DATE`]: date,
});

export const gitObjectRoutes = [
  route('GET', '/repos/{owner}/{repo}/git/blobs/{file_sha}', [{ contents: 'read' }], async ({ repo, param }) => {
    const sha = await objectOf(repo, param('file_sha'), 'blob');
    const bytes = await gitBytes(repo.gitDir, ['cat-file', 'blob', sha]);
    const url = `${repo.api}/git/blobs/${sha}`;
    const facts = { sha, node_id: nodeId(`Blob:${sha}`, repo.id), size: bytes.length, url };
    return ok({ ...facts, content: bytes.toString('base64'), encoding: 'base64' });
  }),

  route('POST', '/repos/{owner}/{repo}/git/blobs', [{ contents: 'write' }], async ({ repo, body }) => {
    const sha = await storeBlob(repo, Buffer.from(body.content, body.encoding === 'base64' ? 'base64' : 'utf8'));
    return created({ sha, url: `${repo.api}/git/blobs/${sha}` });
  }),

  route('GET', '/repos/{owner}/{repo}/git/trees/{tree_sha}', [{ contents: 'read' }], async (call) => {
    const sha = await objectOf(call.repo, call.param('tree_sha'), 'tree');
    return ok(await treeJson(call.repo, sha, call.query('recursive') !== undefined));
  }),

  route('POST', '/repos/{owner}/{repo}/git/trees', [{ contents: 'write' }], async ({ repo, body }) => {
    try {
      const sha = await writeTree(repo, body.tree, body.base_tree);
      return created(await treeJson(repo, sha, false));
    } catch (error) {
      if (error instanceof GitError) throw unprocessable('tree.sha is not a valid tree');
      throw error;
    }
  }),

  route('GET', '/repos/{owner}/{repo}/git/commits/{commit_sha}', [{ contents: 'read' }], async ({ repo, param }) => {
    const sha = await objectOf(repo, param('commit_sha'), 'commit');
    return ok(gitCommitJson(repo, await commit(repo.gitDir, sha)));
  }),

  route('POST', '/repos/{owner}/{repo}/git/commits', [{ contents: 'write' }], async ({ world, actor, repo, body }) => {
    const tree = await gitMaybe(repo.gitDir, ['rev-parse', '--verify', '--quiet', `${body.tree}^{tree}`]);
    if (!tree) throw unprocessable('Tree SHA does not exist');
    const own = { name: actor?.login ?? '', email: `${actor?.login}@users.noreply.invalid`, date: world.now() };
    const author = { ...own, ...body.author };
    const env = { ...personEnv('AUTHOR', author), ...personEnv('COMMITTER', { ...author, ...body.committer }) };
    const parents = (body.parents ?? []).flatMap((sha) => ['-p', sha]);
    const sha = await git(repo.gitDir, ['commit-tree', tree, ...parents], { env, input: body.message });
    return created(gitCommitJson(repo, await commit(repo.gitDir, sha)));
  }),
];
