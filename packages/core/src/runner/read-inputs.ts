import { InputError, problemText } from '../error.ts';
import { type Config, issueText, type Placed, shortJson, suggestion } from './config.ts';
import type { Input, Inputs, Values } from './input.ts';

/** Where input values come from, strongest first: workflow, environment overlay, section, shared settings, default. */
export interface InputSource {
  readonly action: string;
  /** the workflow's inputs by name; an empty text counts as unset */
  readonly workflow: ReadonlyMap<string, string>;
  readonly config: Config;
}

interface Candidate {
  readonly value: unknown;
  readonly where: string;
}

/**
 * Reads and validates all inputs of an action once.
 *
 * @throws InputError that lists every problem of the configuration file and of the inputs together.
 */
export function readInputs<S extends Inputs>(specs: S, source: InputSource): Values<S> {
  const problems = [...source.config.problems, ...unknownNames(specs, source)];
  const overlay = environmentOverlay(source);
  const values = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      readOne(name, spec, candidate(name, spec, source, overlay), problems),
    ]),
  );
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  return values as Values<S>;
}

const environments = 'environments';

function unknownNames(specs: Inputs, { action, workflow, config }: InputSource): string[] {
  const known = Object.keys(specs);
  const allowed = 'environment' in specs ? [...known, environments] : known;
  const complain = (where: string, name: string, expected: readonly string[]) => {
    const next = suggestion(name, expected);
    return problemText({
      where,
      what: `unknown ${where.includes(':') ? 'key' : 'input'} \`${name}\` of ${action}`,
      ...(next && { next }),
    });
  };
  return [
    ...[...workflow.keys()].filter((name) => !known.includes(name)).map((name) => complain(name, name, known)),
    ...[...config.section(action)]
      .filter(([name]) => !allowed.includes(name))
      .map(([name, { line }]) => complain(`${config.name}:${line}`, name, allowed)),
  ];
}

/** The values under `environments.<environment>` of the section, which win over the section's own. */
function environmentOverlay({ action, workflow, config }: InputSource): ReadonlyMap<string, Placed> {
  const section = config.section(action);
  const all = section.get(environments);
  const name = workflow.get('environment') || section.get('environment')?.value;
  if (!all || typeof name !== 'string') return new Map();
  const chosen = (all.value as Record<string, Record<string, unknown>> | null)?.[name];
  return new Map(Object.entries(chosen ?? {}).map(([key, value]) => [key, { value, line: all.line }]));
}

function candidate(
  name: string,
  spec: Input<unknown>,
  source: InputSource,
  overlay: ReadonlyMap<string, Placed>,
): Candidate | undefined {
  const text = source.workflow.get(name)?.trim();
  if (text) return { value: spec.fromText(text), where: name };
  const placed = overlay.get(name) ?? source.config.section(source.action).get(name);
  if (placed && placed.value !== null && placed.value !== '') {
    return { value: placed.value, where: `${source.config.name}:${placed.line}` };
  }
  const shared = source.config.shared[name as keyof typeof source.config.shared];
  return shared === undefined ? undefined : { value: shared, where: source.config.name };
}

function readOne(name: string, spec: Input<unknown>, found: Candidate | undefined, problems: string[]): unknown {
  if (!found) {
    if (spec.required)
      problems.push(
        problemText({ where: name, what: 'this input is required', next: `Set \`${name}\`: ${spec.doc}.` }),
      );
    return spec.default;
  }
  const { value, where } = found;
  if (spec.secret && where !== name) {
    problems.push(
      problemText({
        where,
        what: `\`${name}\` is a secret`,
        expected: 'no secrets in the file',
        next: 'Pass it as an input of the workflow.',
      }),
    );
    return undefined;
  }
  if (spec.later === true || (Array.isArray(spec.later) && spec.later.includes(value))) {
    const what =
      spec.later === true ? `\`${name}\` is not available yet` : `\`${name}: ${String(value)}\` is not available yet`;
    problems.push(problemText({ where, what, next: 'Leave it out for now.' }));
    return undefined;
  }
  const parsed = spec.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const secretSafe = spec.secret ? 'a secret value' : shortJson(value);
  problems.push(
    problemText({
      where,
      what: `\`${name}\` is wrong`,
      got: secretSafe,
      expected: issueText(parsed.error),
      next: `It means: ${spec.doc}.`,
    }),
  );
  return undefined;
}
