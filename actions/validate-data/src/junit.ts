import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import type { DataBody } from './body.ts';
import type { FailingRule } from './failing.ts';
import { broken, failingText, rowsText, shownText, unjudgedIn } from './wording.ts';

/** One test suite per source, or sources that are compared, one test case per rule (the schema that Jenkins and GitLab read). A warning passes. */
export function junitText({ sources, rules, seconds }: DataBody, failing: readonly FailingRule[] = []): string {
  const names = new Set([...sources.map(({ name }) => name), ...rules.map(({ source }) => source)]);
  const suites = [...names].map((name) =>
    suite(
      name,
      rules.filter(({ source }) => source === name),
      failing,
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="validate-data" ${counts(rules)} time="${seconds}">`,
    ...suites.flat(),
    '</testsuites>',
    '',
  ].join('\n');
}

const suite = (name: string, rules: readonly DataRule[], failing: readonly FailingRule[]): readonly string[] => [
  `  <testsuite name=${attribute(name)} ${counts(rules)} skipped="${unjudgedIn(rules).length}">`,
  ...rules.map((rule) => testCase(name, rule, rowLines(rule, failing))),
  '  </testsuite>',
];

const counts = (rules: readonly DataRule[]): string =>
  `tests="${rules.length}" failures="${broken(rules, 'fail').length}" errors="${broken(rules, 'error').length}"`;

function testCase(source: string, rule: DataRule, rows: readonly string[]): string {
  const open = `    <testcase classname=${attribute(source)} name=${attribute(rule.id)}`;
  const message = `${failingText(rule)}, expected ${rule.expected}`;
  if (rule.unjudged) return `${open}><skipped message=${attribute(`not judged: ${message}`)}/></testcase>`;
  if (rule.status === 'pass') return `${open}/>`;
  const words = { warn: 'warning', info: 'info' };
  if (rule.status === 'warn' || rule.status === 'info')
    return `${open}><system-out>${escape([`${words[rule.status]}: ${message}`, ...rows].join('\n'))}</system-out></testcase>`;
  const element = rule.status === 'error' ? 'error' : 'failure';
  const told = `<${element} message=${attribute(message)}`;
  return `${open}>${rows.length === 0 ? `${told}/>` : `${told}>${escape(rows.join('\n'))}</${element}>`}</testcase>`;
}

/** Where the first failing rows are, and what may be shown of them. */
function rowLines(rule: DataRule, failing: readonly FailingRule[]): readonly string[] {
  const own = failing.find(({ id, source, line }) => id === rule.id && source === rule.source && line === rule.line);
  return [...(rule.rows ? [rowsText(rule)] : []), ...(own?.shown ?? []).map(shownText)];
}

const attribute = (text: string): string => `"${escape(text)}"`;

/** Characters outside XML 1.0's Char production cannot even be written as references. */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text: string): string =>
  text
    .replace(NO_CHARACTER, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
