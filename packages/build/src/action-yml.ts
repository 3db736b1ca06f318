import type { Action } from '@ml-actions/core/runner/action';
import { stringify } from 'yaml';
import { defaultText, inputsOf, laterText } from './contract.ts';

const lineWidth = 120;

/** The text of `action.yml`. Defaults stand in the descriptions; the code applies them. */
export function actionYml(action: Action): string {
  const inputs = Object.entries(inputsOf(action)).map(([name, input]) => [
    name,
    {
      description: withoutExpressions(`${input.doc}. Default: ${defaultText(input)}${laterText(input)}`),
      required: input.required ?? false,
      ...(input.expression && { default: input.expression }),
    },
  ]);
  const outputs = Object.entries(action.outputs).map(([name, description]) => [name, { description }]);
  const document = {
    name: `ml-actions ${action.name}`,
    description: action.description,
    author: 'the ml-actions authors',
    branding: { icon: icons[action.name], color: 'blue' },
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    runs: { using: 'node24', main: 'index.js', ...(hasPost(action) && { post: 'post.js', 'post-if': 'always()' }) },
  };
  return `# Generated from src/ by \`npm run docs\`.\n${stringify(document, { lineWidth })}`;
}

/** The runner evaluates expressions in descriptions too, where no context exists, and then refuses the whole file. */
const withoutExpressions = (text: string): string => text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, '$1');

const icons = {
  'validate-data': 'check-square',
  train: 'cpu',
  'evaluate-gate': 'shield',
  'register-model': 'package',
  deploy: 'upload-cloud',
  'drift-check': 'activity',
} as const;

/** Actions that leave something open need `post`: a check run, or a deployment. */
export const hasPost = (action: Action): boolean => Boolean(action.check ?? action.post);

/** The stub that starts an action from the shared bundle. */
export const indexJs = (name: string): string =>
  `import { start } from '../../dist/index.js';\n\nawait start('${name}', new URL('../../dist/task.js', import.meta.url));\n`;

/** The stub that cleans up after the job's steps. */
export const postJs = (name: string): string =>
  `import { clean } from '../../dist/index.js';\n\nawait clean('${name}');\n`;
