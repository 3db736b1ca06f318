import type * as github from '@actions/workflow-parser/model/workflow-template';
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { InputError } from '@ml-actions/core/error';
import { convertWorkflowTemplate, isMapping, isScalar, isSequence, parseWorkflow, silent } from './github-parser.ts';
import { readPermissions } from './permissions.ts';
import { OutsideSubset } from './problem.ts';
import { readTemplate, readTemplates, type Template } from './template.ts';
import type { Job, Permissions, Step, Workflow } from './workflow.ts';

const workflowKeys = ['name', 'on', 'permissions', 'env', 'concurrency', 'jobs'];
const jobKeys = [
  ...['name', 'needs', 'if', 'runs-on', 'permissions', 'env'],
  ...['environment', 'concurrency', 'outputs', 'steps'],
];
const stepKeys = ['id', 'name', 'if', 'run', 'uses', 'with', 'env'];

/**
 * Reads a workflow file with GitHub's own parser.
 *
 * @throws InputError with every error that GitHub's parser finds; OutsideSubset naming file, line and key of anything
 * that is not played here
 */
export async function readWorkflow(path: string, content: string): Promise<Workflow> {
  const { context, value } = parseWorkflow({ name: path, content }, silent);
  const template = value && (await convertWorkflowTemplate(context, value));
  const errors = context.errors.getErrors().map(({ message }) => message);
  if (!template || errors.length > 0) throw new InputError(errors.join('\n') || `${path}: is empty.`);
  const root = mapping(value, path);
  onlyKnown(root, workflowKeys, path, '');
  const defaults = readPermissions(root.find('permissions'), `${path}: permissions`);
  const jobs = mapping(root.find('jobs'), path);
  return {
    path,
    name: root.find('name')?.toString() ?? path,
    on: template.events,
    env: readTemplates(root.find('env'), `${path}: env`),
    concurrency: groupOf(root.find('concurrency'), path),
    jobs: template.jobs.map((job) => readJob(job, mapping(jobs.find(job.id.value), path), path, defaults)),
  };
}

function readJob(job: github.WorkflowJob, token: MappingToken, path: string, defaults: Permissions | undefined): Job {
  const id = job.id.value;
  onlyKnown(token, jobKeys, path, `jobs.${id}.`);
  if (job.type !== 'job') throw new OutsideSubset(path, `jobs.${id}.uses`);
  const where = `${path}: jobs.${id}`;
  const steps = token.find('steps');
  const stepTokens = steps && isSequence(steps) ? [...steps] : [];
  return {
    id,
    name: readTemplate(job.name ?? job.id, `${where}.name`),
    needs: (job.needs ?? []).map((need) => need.value),
    if: job.if.expression,
    permissions: readPermissions(token.find('permissions'), `${where}.permissions`) ?? defaults ?? { contents: 'read' },
    env: readTemplates(token.find('env'), `${where}.env`),
    environment: environmentOf(token.find('environment'), where),
    concurrency: groupOf(token.find('concurrency'), where),
    outputs: readTemplates(token.find('outputs'), `${where}.outputs`),
    steps: job.steps.map((step, at) => readStep(step, mapping(stepTokens[at], path), path)),
  };
}

function readStep(step: github.Step, token: MappingToken, path: string): Step {
  onlyKnown(token, stepKeys, path, 'steps.');
  const where = `${path}:${token.line}`;
  const id = step.id;
  const env = readTemplates(token.find('env'), `${where}: env`);
  if ('run' in step) {
    const run = readTemplate(step.run, where);
    return { id, name: titleOf(step, run), if: step.if.expression, env, run };
  }
  if ('uses' in step) {
    const given = readTemplates(token.find('with'), `${where}: with`);
    return {
      id,
      name: titleOf(step, step.uses.value),
      if: step.if.expression,
      env,
      uses: step.uses.value,
      with: given,
    };
  }
  throw new OutsideSubset(where, 'a step without `run` or `uses`');
}

/** The step's name; without one GitHub takes the first line of what it does. */
function titleOf({ name }: github.Step, fallback: Template): Template {
  if (name) return readTemplate(name, 'name');
  return typeof fallback === 'string' ? `Run ${fallback.split('\n')[0]}` : fallback;
}

function mapping(token: TemplateToken | undefined, path: string): MappingToken {
  if (token && isMapping(token)) return token;
  throw new OutsideSubset(path, 'something other than a mapping here');
}

function onlyKnown(token: MappingToken, known: readonly string[], path: string, prefix: string): void {
  for (const { key } of token) {
    if (!known.includes(key.toString())) throw new OutsideSubset(`${path}:${key.line}`, `\`${prefix}${key}\``);
  }
}

/** The group of `concurrency:`. Runs and jobs follow one another here, so it never has to wait or to cancel. */
function groupOf(token: TemplateToken | undefined, where: string): Template | undefined {
  const group = token && isMapping(token) ? token.find('group') : token;
  return group && readTemplate(group, `${where}.concurrency`);
}

/** With `deployment: true`, the default, GitHub would write a Deployment of its own: that is not played here. */
function environmentOf(token: TemplateToken | undefined, where: string): Template | undefined {
  if (!token) return undefined;
  const deployment = isMapping(token) ? token.find('deployment') : undefined;
  if (!isMapping(token) || !deployment || !isScalar(deployment) || deployment.toString() !== 'false') {
    throw new OutsideSubset(where, '`environment` without `deployment: false`');
  }
  const name = token.find('name');
  return name && readTemplate(name, `${where}.environment.name`);
}
