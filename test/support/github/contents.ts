import { git, gitBytes, gitMaybe, resolveCommit } from './git.ts';
import { found, ok } from './reply.ts';
import { type Call, route } from './route.ts';
import type { Repository } from './world.ts';

/** Above this, JSON carries no content (`encoding: none`) and only the raw media type answers bytes. */
const LARGEST_INLINE = 1024 * 1024;

interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number;
  readonly path: string;
}

/** `git ls-tree --long -z`: `mode type sha size TAB path NUL`. */
async function entries(gitDir: string, treeish: string): Promise<TreeEntry[]> {
  const text = await git(gitDir, ['ls-tree', '--long', '-z', treeish]);
  return text
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [meta = '', path = ''] = line.split('\t');
      const [mode = '', type = '', sha = '', size] = meta.split(/ +/);
      return { mode, type, sha, size: Number(size) || 0, path };
    });
}

function describe(repo: Repository, { type, mode, sha, size }: TreeEntry, path: string, commit: string) {
  const place = path.split('/').map(encodeURIComponent).join('/');
  const url = `${repo.api}/contents/${place}?ref=${commit}`;
  const directory = type === 'tree';
  const kind = directory ? 'dir' : mode === '120000' ? 'symlink' : 'file';
  const git_url = `${repo.api}/git/${directory ? 'trees' : 'blobs'}/${sha}`;
  const html_url = `${repo.html}/${directory ? 'tree' : 'blob'}/${commit}/${place}`;
  const name = path.split('/').at(-1) ?? path;
  const download_url = directory ? null : `${repo.html}/raw/${commit}/${place}`;
  return {
    type: kind,
    name,
    path,
    sha,
    size,
    url,
    git_url,
    html_url,
    download_url,
    _links: { self: url, git: git_url, html: html_url },
  };
}

async function file(call: Call, entry: TreeEntry, path: string, commit: string) {
  const { repo, headers } = call;
  const bytes = await gitBytes(repo.gitDir, ['cat-file', 'blob', entry.sha]);
  if (headers.accept?.includes('raw')) {
    return { status: 200, bytes, headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' } };
  }
  const facts = describe(repo, entry, path, commit);
  if (entry.mode === '120000') return ok({ ...facts, target: bytes.toString() });
  if (bytes.length > LARGEST_INLINE) return ok({ ...facts, content: '', encoding: 'none' });
  const wrapped = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return ok({ ...facts, content: `${wrapped}\n`, encoding: 'base64' });
}

export const contentRoutes = [
  route('GET', '/repos/{owner}/{repo}/contents/{path}', [{ contents: 'read' }], async (call) => {
    const { repo } = call;
    const commit = found(await resolveCommit(repo.gitDir, call.query('ref') ?? repo.defaultBranch));
    const path = call.param('path').replace(/^\/+|\/+$/g, '');
    const sha = found(await gitMaybe(repo.gitDir, ['rev-parse', '--verify', '--quiet', `${commit}:${path}`]));
    const type = await git(repo.gitDir, ['cat-file', '-t', sha]);
    if (type === 'tree') {
      const list = await entries(repo.gitDir, sha);
      return ok(list.map((entry) => describe(repo, entry, path ? `${path}/${entry.path}` : entry.path, commit)));
    }
    const parent = path.split('/').slice(0, -1).join('/');
    const entry = (await entries(repo.gitDir, `${commit}:${parent}`)).find(
      (one) => one.path === path.split('/').at(-1),
    );
    return file(call, found(entry), path, commit);
  }),
];
