import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import type { DataBody } from './body.ts';
import { broken, failingText } from './wording.ts';

/** One test suite per source, one test case per rule (the schema that Jenkins and GitLab read). A warning passes. */
export function junitText({ sources, rules, seconds }: DataBody): string {
  const suites = sources.map(({ name }) =>
    suite(
      name,
      rules.filter(({ source }) => source === name),
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

const suite = (name: string, rules: readonly DataRule[]): readonly string[] => [
  `  <testsuite name=${attribute(name)} ${counts(rules)}>`,
  ...rules.map((rule) => testCase(name, rule)),
  '  </testsuite>',
];

const counts = (rules: readonly DataRule[]): string =>
  `tests="${rules.length}" failures="${broken(rules, 'fail').length}" errors="${broken(rules, 'error').length}"`;

function testCase(source: string, rule: DataRule): string {
  const open = `    <testcase classname=${attribute(source)} name=${attribute(rule.id)}`;
  const message = `${failingText(rule)}, expected ${rule.expected}`;
  if (rule.status === 'pass') return `${open}/>`;
  const told = { warn: 'warning', info: 'info' };
  if (rule.status === 'warn' || rule.status === 'info')
    return `${open}><system-out>${escape(`${told[rule.status]}: ${message}`)}</system-out></testcase>`;
  const element = rule.status === 'error' ? 'error' : 'failure';
  return `${open}><${element} message=${attribute(message)}/></testcase>`;
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
