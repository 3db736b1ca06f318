import { inputProblem, messageOf } from '@ml-actions/core/error';

/** TOML 1.0. @throws InputError with the line of the first problem */
export async function parseToml(text: string, where: string): Promise<unknown> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(text);
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    const line = error instanceof TomlError ? ` (line ${error.line})` : '';
    throw inputProblem({ where, what: 'is not TOML', got: `${reason}${line}`, next: 'Mend the file.' });
  }
}
