import { describe, expect, test } from 'vitest';
import { fakePorts } from '../../../test/support/ports.ts';
import { defaults, workspaceWith } from './fixture/check.ts';
import type { ValidateInputs } from './inputs.ts';
import { run } from './mode.ts';

/** What a run throws, on data and with states that are not there. */
const problemOf = async (given: Partial<ValidateInputs>): Promise<string> => {
  const ports = fakePorts(await workspaceWith({}));
  const ran = run({ ...defaults, data: ['absent.csv'], shard: '1/1', ...given }, ports);
  return ran.then(
    () => 'nothing',
    (error: Error) => error.message,
  );
};

describe('modes that name no rows do not promise them', () => {
  const said = (mode: string, samples: string): string =>
    `samples: \`mode: ${mode}\` shows no rows (got ${samples}, expected \`none\`). Run \`mode: check\` on the files whose failing rows you want to see.`;

  test.each([
    ['map', 'masked'],
    ['map', 'values'],
    ['map', 'values-in-public'],
    ['reduce', 'values'],
    ['init', 'masked'],
    ['init', 'values-in-public'],
  ] as const)('%s, %s', async (mode, samples) => {
    expect(await problemOf({ mode, samples })).toBe(said(mode, samples));
  });

  test.each([
    [{ mode: 'check', samples: 'masked' }, 'contract'],
    [{ mode: 'map', samples: 'none' }, 'contract'],
    [{ mode: 'reduce', samples: 'values-in-public', 'profile-out': 'p.json' }, 'contract'],
    [{ mode: 'init', samples: 'none' }, '"absent.csv" does not exist'],
  ] as const)('%o goes on', async (given, next) => {
    const problem = await problemOf(given);
    expect(problem).toContain(next);
    expect(problem).not.toContain('samples');
  });
});
