import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const names = (home: string) =>
  globSync(`${home}/*/package.json`, { cwd: root }).map((path) => path.split(/[\\/]/)[1] ?? '');
const actions = names('actions');
const shared = ['core', 'stats', 'metrics', 'data', 'registry'];

/** Who may import whom. An action never imports another action; the command line and the build stand on top. */
const allowed = new Map<string, readonly string[]>([
  ['stats', []],
  ['core', []],
  ['metrics', ['core', 'stats']],
  ['data', ['core', 'stats']],
  ['registry', ['core', 'stats']],
  ...actions.map((action): [string, readonly string[]] => [action, shared]),
  ['cli', [...shared, ...actions]],
  ['build', [...shared, ...actions, 'cli']],
]);

const sources = globSync('{packages,actions}/*/src/**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.endsWith('.test.ts') && !path.includes('/fixture'));

/** What a file imports: statements at the start of a line, and dynamic imports of a fixed name. */
const importsOf = (path: string): readonly string[] =>
  [...textOf(path).matchAll(/^(?:import|export)\b(?:[^'"`;=]*\bfrom )? ?'([^']+)';|\bimport\('([^']+)'\)/gm)].map(
    ([, fixed, dynamic]) => fixed ?? dynamic ?? '',
  );
const imports = sources.flatMap((path) =>
  importsOf(path).map((name) => ({ path, name, own: path.split('/')[1] ?? '' })),
);
const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
/** The demo and one build script use the tests' local GitHub; neither is part of the bundle. */
const usesSupport = (path: string) =>
  path.startsWith('packages/cli/src/demo/') || path === 'packages/build/src/cut-openapi.ts';

describe('imports', () => {
  it('are found', () => expect(imports.length).toBeGreaterThan(500));

  it('go in one direction between packages', () => {
    const foreign = imports.map((one) => ({ ...one, other: /^@ml-actions\/([^/]+)\//.exec(one.name)?.[1] }));
    const wrong = foreign.filter(({ own, other }) => other && other !== own && !allowed.get(own)?.includes(other));
    expect(wrong).toEqual([]);
  });

  it('by path stay inside their package', () => {
    const leaves = ({ path, name }: (typeof imports)[number]) =>
      (name.match(/\.\.\//g)?.length ?? 0) > path.split('/').length - 4;
    expect(imports.filter((one) => leaves(one) && !usesSupport(one.path))).toEqual([]);
  });

  it('of a dependency are declared by the package that uses it', () => {
    const declares = ({ path, name }: (typeof imports)[number]) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(
        textOf(`${path.split('/').slice(0, 2).join('/')}/package.json`),
      );
      return packageOf(name) in dependencies || packageOf(name) in devDependencies;
    };
    const foreign = imports.filter(({ name, path }) => !/^(\.|node:)/.test(name) && !usesSupport(path));
    expect(foreign.filter((one) => packageOf(one.name) !== `@ml-actions/${one.own}` && !declares(one))).toEqual([]);
  });
});

describe('the process', () => {
  const using = (pattern: RegExp) => sources.filter((path) => pattern.test(textOf(path)));

  it('has its environment read by core/runner, the command line and the build only', () => {
    const free = /^packages\/(core\/src\/runner|build|cli)\//;
    expect(using(/process\.env\b/).filter((path) => !free.test(path))).toEqual([]);
  });

  it('has its exit code set by an entry only', () => {
    const free = /^packages\/(core\/src\/runner|build|cli)\//;
    expect(using(/process\.exitCode\b/).filter((path) => !free.test(path))).toEqual([]);
  });

  it('is never ended by force', () => expect(using(/process\.exit\(/)).toEqual([]));
});
