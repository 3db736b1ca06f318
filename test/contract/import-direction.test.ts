import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';

/** Who may import whom. An action never imports another action; the command line and the build stand on top. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  stats: [],
  core: [],
  metrics: ['core', 'stats'],
  data: ['core', 'stats'],
  registry: ['core', 'stats'],
};
const actions = globSync('actions/*/package.json', { cwd: root }).map((path) => path.split(/[\\/]/)[1] ?? '');
for (const action of actions) allowed[action as never] = ['core', 'stats', 'metrics', 'data', 'registry'] as never;
allowed['cli' as never] = ['core', 'stats', 'metrics', 'data', 'registry', ...actions] as never;
allowed['build' as never] = [...Object.keys(allowed), 'cli'] as never;

const sources = globSync('{packages,actions}/*/src/**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.endsWith('.test.ts') && !path.includes('/fixture/'));
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const importsOf = (path: string) =>
  [...textOf(path).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name]) => name ?? '');

describe('imports', () => {
  it('finds sources', () => expect(sources.length).toBeGreaterThan(100));

  it('between packages go in one direction', () => {
    const wrong = sources.flatMap((path) => {
      const own = path.split('/')[1] ?? '';
      const foreign = importsOf(path)
        .map((name) => /^@ml-actions\/([^/]+)\//.exec(name)?.[1])
        .filter((name) => name !== undefined && name !== own && !allowed[own]?.includes(name));
      return foreign.map((name) => `${path} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('by path stay inside their package', () => {
    const wrong = sources.filter((path) => {
      const depth = path.split('/').length - 4;
      return (
        !path.startsWith('packages/cli/src/demo/') &&
        importsOf(path).some((name) => (name.match(/\.\.\//g)?.length ?? 0) > depth)
      );
    });
    expect(wrong).toEqual([]);
  });

  it('of a dependency are declared by the package that uses it', () => {
    const wrong = sources.flatMap((path) => {
      const home = path.split('/').slice(0, 2).join('/');
      const declared = JSON.parse(textOf(`${home}/package.json`)) as { dependencies?: object };
      const dependency = (name: string) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/');
      const used = importsOf(path).filter(
        (name) => !name.startsWith('.') && !name.startsWith('node:') && !path.startsWith('packages/cli/src/demo/'),
      );
      return used
        .filter((name) => !(dependency(name) in (declared.dependencies ?? {})) && !home.endsWith('/build'))
        .map((name) => `${path} uses ${name}`);
    });
    expect(wrong.filter((line) => !line.includes(`@ml-actions/${basename('')}`))).toEqual([]);
  });
});

describe('the process', () => {
  const using = (pattern: RegExp) => sources.filter((path) => pattern.test(textOf(path)));

  it('has its environment read by core/runner only', () => {
    expect(
      using(/process\.env\b/).filter(
        (path) =>
          !path.startsWith('packages/core/src/runner/') &&
          !path.startsWith('packages/build/') &&
          !path.startsWith('packages/cli/'),
      ),
    ).toEqual([]);
  });

  it('is never ended by force', () => expect(using(/process\.exit\(/)).toEqual([]));
});
