import { expect, test } from 'vitest';
import { type Scene, scene } from './fixture.ts';
import { git } from './git.ts';

const UPDATE = 'Update is not a fast forward';

/** A commit on `parent` through the Git database API, as the API driver of the record store makes one. */
async function commitByApi({ octokit, where }: Scene, parent: string, path: string, content: string): Promise<string> {
  const base = (await octokit.rest.git.getCommit({ ...where, commit_sha: parent })).data.tree.sha;
  const blob = await octokit.rest.git.createBlob({
    ...where,
    content: Buffer.from(content).toString('base64'),
    encoding: 'base64',
  });
  const entry = { path, mode: '100644' as const, type: 'blob' as const, sha: blob.data.sha };
  const tree = await octokit.rest.git.createTree({ ...where, base_tree: base, tree: [entry] });
  const made = await octokit.rest.git.createCommit({
    ...where,
    message: `Write ${path}`,
    tree: tree.data.sha,
    parents: [parent],
  });
  return made.data.sha;
}

test('blobs, trees and commits made by the API are real git objects', async () => {
  await using local = await scene();
  const { octokit, where, repository, first } = local;
  const sha = await commitByApi(local, first, 'records/1.json', '{}\n');
  await octokit.rest.git.createRef({ ...where, ref: 'refs/heads/ml-records', sha });
  expect(await git(repository.gitDir, ['show', 'ml-records:records/1.json'])).toBe('{}');
  expect(await git(repository.gitDir, ['log', '--format=%s', 'ml-records'])).toBe('Write records/1.json\nFirst');
  const tree = await octokit.rest.git.getTree({ ...where, tree_sha: sha, recursive: '1' });
  expect(tree.data.tree.map(({ path }) => path)).toEqual([
    'README.md',
    'records',
    'records/1.json',
    'src',
    'src/a.txt',
  ]);
  const inline = [
    { path: 'a.txt', mode: '100644' as const, content: 'x' },
    { path: 'README.md', mode: '100644' as const, sha: null },
  ];
  const removed = await octokit.rest.git.createTree({ ...where, base_tree: sha, tree: inline });
  expect(removed.data.tree.map(({ path }) => path)).toEqual(['a.txt', 'records', 'src']);
  const file_sha = tree.data.tree.find(({ path }) => path === 'records/1.json')?.sha ?? '';
  expect(Buffer.from((await octokit.rest.git.getBlob({ ...where, file_sha })).data.content, 'base64').toString()).toBe(
    '{}\n',
  );
  expect(local.github.violations).toEqual([]);
});

test('a ref moves forward only, exists once, and the loser of a race is told', async () => {
  await using local = await scene();
  const { octokit, where, first } = local;
  const make = (sha: string) => octokit.rest.git.createRef({ ...where, ref: 'refs/heads/ml-records', sha });
  const move = (sha: string, force = false) =>
    octokit.rest.git.updateRef({ ...where, ref: 'heads/ml-records', sha, force });
  const [one, two] = [await commitByApi(local, first, '1', '1'), await commitByApi(local, first, '2', '2')];
  await make(first);
  await expect(make(first)).rejects.toMatchObject({ status: 422 });
  await move(one);
  await expect(move(two)).rejects.toMatchObject({ status: 422, response: { data: { message: UPDATE } } });
  expect((await octokit.rest.git.getRef({ ...where, ref: 'heads/ml-records' })).data.object.sha).toBe(one);
  await move(two, true);
  await move(first, true);
  const racers = await Promise.all(Array.from({ length: 8 }, (_, at) => commitByApi(local, first, `r${at}`, 'r')));
  const outcomes = await Promise.allSettled(racers.map((sha) => move(sha)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refs = await octokit.rest.git.listMatchingRefs({ ...where, ref: 'heads/ml' });
  expect(refs.data.map(({ ref }) => ref)).toEqual(['refs/heads/ml-records']);
  await octokit.rest.git.deleteRef({ ...where, ref: 'heads/ml-records' });
  await expect(octokit.rest.git.getRef({ ...where, ref: 'heads/ml-records' })).rejects.toMatchObject({ status: 404 });
  expect(local.github.violations).toEqual([]);
});

test('contents are read at a ref: files, folders, symlinks of nothing, raw bytes', async () => {
  await using local = await scene();
  const { octokit, where, first, repository } = local;
  await repository.commit({ files: { 'src/a.txt': 'changed\n', 'src/deep/ü b.txt': 'u' } });
  const read = async (path: string, ref?: string) =>
    (await octokit.rest.repos.getContent({ ...where, path, ...(ref && { ref }) })).data;
  const text = (data: unknown) => Buffer.from((data as { content: string }).content, 'base64').toString();
  expect([text(await read('src/a.txt')), text(await read('src/a.txt', first))]).toEqual(['changed\n', 'a\n']);
  expect(text(await read('src/deep/ü b.txt'))).toBe('u');
  const folder = (await read('src')) as { type: string; path: string }[];
  expect(folder.map(({ type, path }) => [type, path])).toEqual([
    ['file', 'src/a.txt'],
    ['dir', 'src/deep'],
  ]);
  expect(((await read('')) as unknown[]).length).toBe(2);
  const raw = await octokit.rest.repos.getContent({ ...where, path: 'README.md', mediaType: { format: 'raw' } });
  expect(raw.data).toBe('# models\n');
  await expect(read('nothing.txt')).rejects.toMatchObject({ status: 404 });
  await expect(read('README.md', '--help')).rejects.toMatchObject({ status: 404 });
  expect(local.github.violations).toEqual([]);
});

test('commits are listed by branch and path, and one tells its files', async () => {
  await using local = await scene();
  const { octokit, where, first, repository } = local;
  const second = await repository.commit({ files: { 'src/a.txt': 'b\n' }, message: 'Second\n\nwhy' });
  const list = async (query: object) =>
    (await octokit.rest.repos.listCommits({ ...where, ...query })).data.map(({ sha }) => sha);
  expect(await list({})).toEqual([second, first]);
  expect(await list({ path: 'README.md' })).toEqual([first]);
  expect(await list({ sha: first, per_page: 1 })).toEqual([first]);
  const { data } = await octokit.rest.repos.getCommit({ ...where, ref: 'main' });
  expect(data).toMatchObject({
    sha: second,
    commit: { message: 'Second\n\nwhy' },
    stats: { additions: 1, deletions: 1 },
  });
  expect((await octokit.rest.repos.getCommit({ ...where, ref: first })).data.files).toHaveLength(2);
  expect((await octokit.rest.repos.getBranch({ ...where, branch: 'main' })).data.commit.sha).toBe(second);
  expect(local.github.violations).toEqual([]);
});
