import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { type Scope, textOf } from './expression.ts';
import { isBasicExpression, isMapping, isScalar } from './github-parser.ts';
import { OutsideSubset } from './problem.ts';

/** A scalar of a workflow file: its text, or the expression that gives it. */
export type Template = string | { readonly expression: string };

/** `env:`, `with:`, `outputs:`: a text by name. */
export type Templates = ReadonlyMap<string, Template>;

/** @throws OutsideSubset for a list or a mapping */
export function readTemplate(token: TemplateToken, where: string): Template {
  if (isBasicExpression(token)) return { expression: token.expression };
  if (isScalar(token)) return token.toString();
  throw new OutsideSubset(where, 'a list or a mapping in this place');
}

/** @throws OutsideSubset for anything but a mapping of scalars */
export function readTemplates(token: TemplateToken | undefined, where: string): Templates {
  if (!token) return new Map();
  if (!isMapping(token)) throw new OutsideSubset(where, 'an expression in place of a mapping');
  return new Map(
    [...token].map(({ key, value }) => [key.toString(), readTemplate(value, `${where}.${key.toString()}`)]),
  );
}

export const filled = (template: Template, scope: Scope): string =>
  typeof template === 'string' ? template : textOf(template.expression, scope);

export const filledAll = (templates: Templates, scope: Scope): Record<string, string> =>
  Object.fromEntries([...templates].map(([name, template]) => [name, filled(template, scope)]));
