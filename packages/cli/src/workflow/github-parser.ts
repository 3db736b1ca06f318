import { registerHooks } from 'node:module';

/** GitHub's parser imports its schemas as JSON without the attribute that Node asks for. */
registerHooks({
  load: (url, context, next) =>
    /\/@actions\/workflow-parser\/dist\/[^/]+\.json$/.test(url)
      ? next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } })
      : next(url, context),
});

export const { convertWorkflowTemplate, isBasicExpression, isMapping, isScalar, isSequence, parseWorkflow } =
  await import('@actions/workflow-parser');
export const { convertActionTemplate, parseAction } = await import('@actions/workflow-parser/actions/index');

/** The parser reports what it does here; nobody listens. */
export const silent = { error: () => {}, info: () => {}, verbose: () => {} };
