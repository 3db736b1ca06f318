import { inputProblem, messageOf } from '@ml-actions/core/error';

/** YAML 1.2; duplicate keys are errors. @throws InputError with the line of the first problem */
export async function parseYaml(text: string, where: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  try {
    const document = parseDocument(text, { version: '1.2', uniqueKeys: true });
    const [problem] = document.errors;
    if (problem) throw problem;
    return document.toJS();
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    throw inputProblem({ where, what: 'is not YAML', got: reason?.replace(/:$/, '') ?? '', next: 'Mend the file.' });
  }
}
