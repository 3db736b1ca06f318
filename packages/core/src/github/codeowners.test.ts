import { describe, expect, it } from 'vitest';
import { ownersOf } from './codeowners.ts';

describe('the owners of a file', () => {
  it.each<[string, string, string[]]>([
    ['* @all', 'ml-actions.yml', ['@all']],
    ['* @all', 'a/b/c.yml', ['@all']],
    ['*.yml @yaml\n*.py @python', 'a/ml-actions.yml', ['@yaml']],
    ['* @all\nml-actions.yml @acme/ml @ann', 'ml-actions.yml', ['@acme/ml', '@ann']],
    ['ml-actions.yml @ml', 'models/a/ml-actions.yml', ['@ml']],
    ['/ml-actions.yml @ml', 'models/a/ml-actions.yml', []],
    ['/models/ @ml', 'models/a/ml-actions.yml', ['@ml']],
    ['models/ @ml', 'x/models/a/ml-actions.yml', ['@ml']],
    ['models/* @ml', 'models/ml-actions.yml', ['@ml']],
    ['models/* @ml', 'models/a/ml-actions.yml', []],
    ['/models/a @ml', 'models/a/ml-actions.yml', ['@ml']],
    ['/models/a @ml', 'models/ab/ml-actions.yml', []],
    ['**/a/*.yml @ml', 'models/a/ml-actions.yml', ['@ml']],
    ['/models/**/ml-actions.yml @ml', 'models/ml-actions.yml', ['@ml']],
    ['/models/** @ml', 'models/a/b.yml', ['@ml']],
    ['* @all\n/ml-actions.yml', 'ml-actions.yml', []],
    ['# * @all\n\nml-actions.yml @ml # the gate', 'ml-actions.yml', ['@ml']],
    ['ml-actions.yml @first\r\n* @last', 'ml-actions.yml', ['@last']],
    ['ml.actions.yml @ml', 'ml-actions.yml', []],
    ['', 'ml-actions.yml', []],
  ])('%j names for %s', (text, path, owners) => expect(ownersOf(text, path)).toEqual(owners));
});
