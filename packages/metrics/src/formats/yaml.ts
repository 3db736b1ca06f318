import { inputProblem, messageOf } from '@ml-actions/core/error';
import type { Document, LineCounter, Node } from 'yaml';

/** YAML is slow to read, hostile YAML more so; a metrics file of this length takes seconds at worst. */
export const MAX_CHARACTERS = 256 * 1024;

/**
 * YAML 1.2; duplicate keys are errors, and so are keys that are no plain names.
 *
 * @throws InputError with the line of the first problem, and for a text that is too long
 */
export async function parseYaml(text: string, where: string): Promise<unknown> {
  if (text.length > MAX_CHARACTERS) {
    const expected = `at most ${MAX_CHARACTERS} characters; JSON may be longer`;
    throw inputProblem({ where, what: 'is too large for YAML', got: String(text.length), expected });
  }
  const yaml = await import('yaml');
  const lineCounter = new yaml.LineCounter();
  try {
    const document = yaml.parseDocument(text, { version: '1.2', uniqueKeys: false, lineCounter });
    const [problem] = document.errors;
    if (problem) throw problem;
    requireNames(document, lineCounter, yaml);
    return document.toJS();
  } catch (error) {
    if (error instanceof RangeError) throw inputProblem({ where, what: 'is nested too deeply for YAML' });
    const [reason] = messageOf(error).split('\n');
    throw inputProblem({ where, what: 'is not YAML', got: reason?.replace(/:$/, '') ?? '', next: 'Mend the file.' });
  }
}

/** Unique ones: the library's own check compares each key with each, which takes minutes for a file of many. */
function requireNames(
  document: Document,
  lines: LineCounter,
  { visit, isNode, isScalar }: typeof import('yaml'),
): void {
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key))
          throw new Error(`Map keys must be plain names${isNode(key) ? ` at ${placeOf(key, lines)}` : ''}`);
        if (seen.has(String(key.value))) throw new Error(`Map keys must be unique at ${placeOf(key, lines)}`);
        seen.add(String(key.value));
      }
    },
  });
}

function placeOf({ range }: Node, lines: LineCounter): string {
  const { line, col } = lines.linePos(range?.[0] ?? 0);
  return `line ${line}, column ${col}`;
}
