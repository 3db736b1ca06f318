import type { Action } from '@ml-actions/core/runner/action';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { LONGEST_LINE, wrapped } from './wrap.ts';

const labelWidth = 26;

type Described = Action['inputs'][string];

/** The inputs of an action for a terminal: what each means, its default, and below them what is not available yet. */
export function helpOf({ inputs, description }: Pick<Action, 'inputs' | 'description'>): string {
  const all = Object.entries<Described>({ ...inputs, ...commonInputs });
  const later = all.filter(([, { later }]) => later === true).map(([name]) => name);
  return [
    ...wrapped(description, LONGEST_LINE),
    '',
    ...all.filter(([, { later }]) => later !== true).flatMap(([name, input]) => entry(`--${name}`, meaningOf(input))),
    ...(later.length > 0 ? ['', ...wrapped(`Not available yet: ${later.join(', ')}`, LONGEST_LINE)] : []),
  ].join('\n');
}

function entry(label: string, text: string): string[] {
  const [first = '', ...more] = wrapped(text, LONGEST_LINE - labelWidth);
  return [`  ${label.padEnd(labelWidth - 3)} ${first}`, ...more.map((line) => ' '.repeat(labelWidth) + line)];
}

function meaningOf({ doc, default: value, absent, required, later }: Described): string {
  const told = typeof value === 'string' ? value : JSON.stringify(value);
  const otherwise = value !== undefined && told !== '' ? `default: ${told}` : absent && `default: ${absent}`;
  const notes = [required ? 'required' : otherwise, Array.isArray(later) && `not available yet: ${later.join(', ')}`];
  const noted = notes.filter(Boolean).join('; ');
  return noted === '' ? doc : `${doc} [${noted}]`;
}
