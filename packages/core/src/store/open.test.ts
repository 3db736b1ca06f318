import { describe, expect, test } from 'vitest';
import { InputError } from '../error.ts';
import { openStore, type StoreContext } from './open.ts';

const context: StoreContext = {
  remoteUrl: 'https://user:pass@github.example/o/r',
  workspace: '/work/space',
  cacheDir: '/tmp/cache',
  env: {},
};

describe('openStore', () => {
  test.each([
    [undefined, undefined, 'branch ml-records of https://github.example/o/r'],
    ['', undefined, 'branch ml-records of https://github.example/o/r'],
    ['auto', 'git@host:o/r.git', 'branch ml-records of git@host:o/r.git'],
    ['team/records', undefined, 'branch ml-records of https://github.example/team/records'],
    ['team/records', 'git@host:o/r.git', 'branch ml-records of git@host:team/records.git'],
    ['team/records', 'https://host/prefix/o/r.git', 'branch ml-records of https://host/prefix/team/records.git'],
    ['team/records', 'ssh://git@host:22/o/r/', 'branch ml-records of ssh://host:22/team/records'],
    ['file:records', undefined, 'file:/work/space/records'],
    ['file:/srv/records', undefined, 'file:/srv/records'],
    ['file:///srv/records', undefined, 'file:/srv/records'],
  ])('%s with remote %s: %s', (spec, remoteUrl, description) => {
    expect(openStore(spec, { ...context, ...(remoteUrl && { remoteUrl }) }).description).toBe(description);
  });

  test.each(['file:', 's3://bucket', 'a/b/c', '../x', 'a/..', 'records', '-x/y'])('refuses %s', (spec) => {
    expect(() => openStore(spec, context)).toThrow(
      new InputError(
        `store: ${JSON.stringify(spec)} is no record store (expected \`auto\`, \`file:DIR\` or \`OWNER/REPO\`).`,
      ),
    );
  });

  test('without a remote it says what to do', () => {
    expect(() => openStore('auto', { ...context, remoteUrl: undefined })).toThrow(
      'store: this repository has no remote to keep records in. Add a remote, or set `store: file:DIR`.',
    );
  });
});
