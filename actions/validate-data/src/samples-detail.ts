import { countText } from '@ml-actions/core/report/count-text';
import { code, escapeText, table } from '@ml-actions/core/report/markdown';
import type { Detail } from '@ml-actions/core/report/section';
import type { Failing, FailingRule } from './failing.ts';

/** Rules whose rows a summary shows; the file has all. */
const MOST_RULES = 20;

/** The failing rows for the summary of this job: never for the comment, which is public and for ever where the code is. */
export function failingDetails({ level, rules, path }: Failing): readonly Detail[] {
  if (path === null) return [];
  const parts = rules.slice(0, MOST_RULES).map(ruleText);
  const more = rules.length - parts.length;
  const note = `All in ${code(path)}${more > 0 ? `, those of ${countText(more)} more rules too` : ''}.`;
  return [
    { summary: `failing rows, ${level === 'masked' ? 'masked' : 'with values'}`, body: [...parts, note].join('\n\n') },
  ];
}

function ruleText({ id, source, failing, kept, shown }: FailingRule): string {
  const keys = [...new Set(shown.flatMap(({ key }) => Object.keys(key)))];
  const rows = shown.map(({ file, row, key, value }) => [
    code(file),
    countText(row),
    ...[...keys.map((name) => key[name] ?? null), value].map(cell),
  ]);
  const cut = kept < failing ? `, ${countText(kept)} of them in the file` : '';
  const head = `${code(id)} on ${code(source)}: ${countText(shown.length)} of ${countText(failing)} rows${cut}`;
  return `${head}\n\n${table(['file', 'row', ...keys.map((name) => escapeText(name)), 'value'], rows, ['left', 'right'])}`;
}

const cell = (text: string | null): string => (text === null ? '' : code(text));
