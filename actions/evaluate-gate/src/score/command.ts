import { inputProblem } from '@ml-actions/core/error';

/** What stands in the template for the model's directory, the test set and the file to write. */
const PLACES = ['model', 'data', 'out'] as const;
export type Places = Readonly<Record<(typeof PLACES)[number], string>>;

/**
 * The template as arguments; a line is split at spaces, no shell reads it.
 *
 * @throws InputError for a template that leaves out a place or has none for the program
 */
export function scoreTemplate(score: string | readonly string[]): readonly string[] {
  const parts = typeof score === 'string' ? score.trim().split(/\s+/) : score;
  const missing = PLACES.filter((place) => !parts.some((part) => part.includes(`{${place}}`)));
  if (missing.length === 0 && parts[0] !== undefined && !parts[0].includes('{')) return parts;
  throw inputProblem({
    where: 'score',
    what: missing.length > 0 ? `leaves out ${missing.map((place) => `{${place}}`).join(', ')}` : 'names no program',
    got: parts.join(' '),
    expected: 'a command such as `python predict.py {model} {data} {out}`',
  });
}

/** The template with its places filled in: one argument stays one argument. */
export const scoreArgv = (template: readonly string[], places: Places): readonly [string, ...string[]] =>
  template.map((part) => PLACES.reduce((text, place) => text.replaceAll(`{${place}}`, places[place]), part)) as [
    string,
    ...string[],
  ];
