import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionNames } from '@ml-actions/core/record/predicate/header';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allActions, inputsOf } from '../../packages/build/src/contract.ts';
import { outdated } from '../../packages/build/src/docs.ts';
import { root } from '../../packages/build/src/sources.ts';
import { readWorkflow } from '../../packages/cli/src/workflow/read-workflow.ts';

const actions = await allActions();
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The names in the first column of the tables under a heading of a specification's form, kept here as the contract. */
const contract = JSON.parse(read('test/contract/contract.json')) as Record<
  string,
  { inputs: string[]; outputs: string[] }
>;

describe('generated files', () => {
  it('say what the code says: action.yml, README tables, schemas, stubs', async () =>
    expect(await outdated()).toEqual([]));
});

describe.each(actions.map((action) => [action.name, action] as const))('%s', (name, action) => {
  const yml = parse(read(`actions/${name}/action.yml`)) as { inputs: object; outputs: object; runs: { using: string } };

  it('has exactly the inputs of its contract', () => {
    expect(Object.keys(yml.inputs).sort()).toEqual(
      [...(contract[name]?.inputs ?? []), ...(contract.common?.inputs ?? [])].sort(),
    );
    expect(Object.keys(inputsOf(action)).sort()).toEqual(Object.keys(yml.inputs).sort());
  });

  it('has exactly the outputs of its contract', () => {
    expect(Object.keys(yml.outputs).sort()).toEqual([...(contract[name]?.outputs ?? [])].sort());
  });

  it('runs on node24', () => expect(yml.runs.using).toBe('node24'));

  it('says in its README what it decides, its permissions and a minimal example', () => {
    const readme = read(`actions/${name}/README.md`);
    for (const part of ['permissions', `actions/${name}@v1`, '<!-- inputs -->', '<!-- outputs -->'])
      expect(readme).toContain(part);
  });

  it('is in the changelog', () => expect(read('CHANGELOG.md')).toContain(`\`${name}\``));
});

describe('workflow files', () => {
  const files = globSync('{.github/workflows,examples/*/.github/workflows}/*.yml', { cwd: root });

  it.each(files)('%s pins what is not ours by its full SHA, with least permissions', (file) => {
    const uses = [...read(file).matchAll(/uses: *(\S+)/g)].map(([, name = '']) => name);
    const foreign = uses.filter((name) => !name.startsWith('ml-actions/') && !name.startsWith('./'));
    expect(foreign.filter((name) => !/@[0-9a-f]{40}$/.test(name))).toEqual([]);
    expect(parse(read(file))).toHaveProperty('permissions', {});
  });

  it.each(files.filter((file) => file.startsWith('examples')))('%s is what GitHub’s own parser reads', async (file) => {
    expect(Object.keys((await readWorkflow(file, read(file))).on)).not.toEqual([]);
  });

  it.each(files)('%s uses only actions and inputs that there are', (file) => {
    const { jobs } = parse(read(file)) as { jobs: Record<string, { steps: { uses?: string; with?: object }[] }> };
    for (const { uses, with: given } of Object.values(jobs).flatMap(({ steps }) => steps)) {
      const name = /^ml-actions\/ml-actions\/actions\/(.+)@v1$/.exec(uses ?? '')?.[1];
      if (!name) continue;
      expect(actionNames).toContain(name);
      const known = [...(contract[name]?.inputs ?? []), ...(contract.common?.inputs ?? [])];
      expect(Object.keys(given ?? {}).filter((input) => !known.includes(input))).toEqual([]);
    }
  });
});
