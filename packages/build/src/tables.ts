import type { Action } from '@ml-actions/core/runner/action';
import type { SUPPORT } from '@ml-actions/data/import/formats';
import { defaultText, inputsOf, laterText } from './contract.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The table of an action's inputs, in Markdown. */
export function inputsTable(action: Action): string {
  const rows = Object.entries(inputsOf(action)).map(
    ([name, input]) => `| \`${name}\` | ${cell(defaultText(input))} | ${cell(input.doc + laterText(input))} |`,
  );
  return ['| input | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** The table of an action's outputs, in Markdown. */
export function outputsTable(action: Action): string {
  const rows = Object.entries(action.outputs).map(([name, doc]) => `| \`${name}\` | ${cell(doc)} |`);
  return ['| output | meaning |', '|---|---|', ...rows].join('\n');
}

/** The tables of what is read of foreign formats, in Markdown. */
export function formatsTable(formats: typeof SUPPORT): string {
  return Object.entries(formats)
    .map(([format, rows]) => {
      const lines = rows.map(
        ({ rule, native, note = '' }) =>
          `| ${cell(rule)} | ${native === null ? 'not supported' : cell(native)} | ${cell(note)} |`,
      );
      return [`**${format}**`, '', '| rule | becomes | note |', '|---|---|---|', ...lines].join('\n');
    })
    .join('\n\n');
}

/** Puts a table between `<!-- name -->` and `<!-- /name -->`. */
export function withTable(readme: string, name: string, table: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = readme.indexOf(open);
  const end = readme.indexOf(close);
  if (start < 0 || end < start) throw new Error(`The README has no ${open} ... ${close}.`);
  return `${readme.slice(0, start + open.length)}\n${table}\n${readme.slice(end)}`;
}
