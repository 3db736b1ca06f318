import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ml-actions/core/error';

const names = ['output', 'state', 'env', 'path', 'step_summary'] as const;

/** What a step wrote into the files that the runner gave it. */
export interface Written {
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly summary: string;
}

/** Makes the files of one step; `variables` names them to the step, `read` gives what it wrote. */
export async function commandFiles(directory: string) {
  await mkdir(directory, { recursive: true });
  const pathOf = (name: string) => join(directory, name);
  for (const name of names) await writeFile(pathOf(name), '');
  const text = (name: string) => readFile(pathOf(name), 'utf8');
  const variables = Object.fromEntries(names.map((name) => [`GITHUB_${name.toUpperCase()}`, pathOf(name)]));
  const read = async (): Promise<Written> => ({
    outputs: parseAssignments(await text('output')),
    state: parseAssignments(await text('state')),
    env: parseAssignments(await text('env')),
    path: (await text('path')).split(/\r?\n/).filter(Boolean),
    summary: await text('step_summary'),
  });
  return { variables, read };
}

/**
 * Reads `name=value` and `name<<DELIMITER` ... `DELIMITER` (actions/runner, FileCommandManager.cs).
 *
 * @throws InputError for a line that is neither, or a delimiter that never comes
 */
export function parseAssignments(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/);
  const values: [string, string][] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [, name, operator, rest = ''] = /^(.+?)(=|<<)(.*)$/.exec(line) ?? [];
    if (!name) throw new InputError(`Invalid format '${line}'.`);
    if (operator === '=') {
      values.push([name, rest]);
      continue;
    }
    const end = lines.indexOf(rest, at + 1);
    if (end === -1) throw new InputError(`Matching delimiter not found '${rest}'.`);
    values.push([name, lines.slice(at + 1, end).join('\n')]);
    at = end;
  }
  return Object.fromEntries(values);
}
