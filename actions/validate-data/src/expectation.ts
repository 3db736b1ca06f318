import type { Rule, RuleOf } from '@ml-actions/data/rule';

/** Listed values are the contract's own words; more than these are counted. */
const LISTED_VALUES = 4;
const LONGEST_PATTERN = 60;

/** What a rule expects, in the contract's own words. */
export function expectation(rule: Rule): string {
  switch (rule.kind) {
    case 'present':
      return 'the column is there';
    case 'extra-columns':
      return 'no other columns';
    case 'rows':
      return `${between(rule.min, rule.max)} ${rule.max === 1 || (rule.min === 1 && !Number.isFinite(rule.max)) ? 'row' : 'rows'}`;
    case 'nulls':
      return 'not missing';
    case 'type':
      return rule.type;
    case 'finite':
      return 'finite';
    case 'range':
      return rangeText(rule);
    case 'in':
      return `one of ${valuesText(rule.values)}`;
    case 'not-in':
      return `none of ${valuesText(rule.values)}`;
    case 'pattern':
      return `matches ${rule.pattern.length > LONGEST_PATTERN ? `${rule.pattern.slice(0, LONGEST_PATTERN)}…` : rule.pattern}`;
    case 'length':
      return `${between(rule.min, rule.max)} characters`;
    case 'unique':
      return rule.columns.length > 1 ? 'unique together' : 'unique';
  }
}

function between(min: number, max: number): string {
  if (!Number.isFinite(max)) return `at least ${min}`;
  return min === max ? `exactly ${min}` : `${min} to ${max}`;
}

function rangeText({ min, max, exclusiveMin, exclusiveMax }: RuleOf<'range'>): string {
  const low = min === undefined ? '' : `${exclusiveMin ? 'above' : 'at least'} ${min}`;
  const high = max === undefined ? '' : `${exclusiveMax ? 'below' : 'at most'} ${max}`;
  if (low && high && !exclusiveMin && !exclusiveMax) return `${min} to ${max}`;
  return [low, high].filter(Boolean).join(', ');
}

const valuesText = (values: readonly unknown[]): string =>
  values.length > LISTED_VALUES ? `${values.length} values` : values.map(String).join(', ');
