import { inputProblem } from '@ml-actions/core/error';

/**
 * Reads `--name value`, `--name=value` and a bare `--name` (true).
 *
 * @throws InputError for anything that is not an option
 */
export function readOptions(argv: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (let at = 0; at < argv.length; at++) {
    const [, name, inline] = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(argv[at] ?? '') ?? [];
    if (!name)
      throw inputProblem({
        where: argv[at] ?? '',
        what: 'is not an option',
        expected: '--name value',
        next: 'See `ml-actions help`.',
      });
    const following = argv[at + 1];
    if (inline !== undefined) options.set(name, inline);
    else if (following === undefined || following.startsWith('--')) options.set(name, 'true');
    else {
      options.set(name, following);
      at++;
    }
  }
  return options;
}
