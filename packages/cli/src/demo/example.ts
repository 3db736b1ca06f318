import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { parseDocument } from 'yaml';

/** Paths of a repository and what stands there. */
export type Files = Record<string, Buffer | string>;

/** One of the story's pull requests. */
export interface Proposal {
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly files: Files;
}

const SCENARIO = '.scenario';
const MESSAGE = 'message.txt';
/** What the example's own .gitignore keeps out, in case somebody has played with the folder. */
const left = new Set([SCENARIO, '.git', '.venv', '.ml-actions', 'serving', 'model', '__pycache__', '.gitattributes']);

async function filesBelow(root: string, skip: (name: string) => boolean): Promise<Files> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => !path.split('/').some(skip));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path))])));
}

/** What a person changes in a copy of the example: where it is served, the public key, and Python without packages. */
export interface Settings {
  readonly publicKey: string;
  readonly serving: { readonly path: string; readonly url: string; readonly reloadCommand: readonly string[] };
  readonly packages: boolean;
}

/** The example's files as they are committed first. */
export async function exampleFiles(root: string, settings: Settings): Promise<Files> {
  const files = await filesBelow(root, (name) => left.has(name));
  const config = parseDocument(String(files['ml-actions.yml']));
  const target = ['deploy', 'environments', 'production', 'target-config'];
  config.setIn([...target, 'path'], settings.serving.path);
  config.setIn([...target, 'url'], settings.serving.url);
  config.setIn([...target, 'reload-command'], settings.serving.reloadCommand);
  if (!settings.packages) {
    config.setIn(['train', 'command'], ['python', 'train_stdlib.py']);
    files['requirements.txt'] = '';
  }
  return { ...files, 'ml-actions.yml': String(config), 'keys/evidence.pub.pem': settings.publicKey };
}

/** The pull requests of the example's scenario, in order. */
export async function proposals(root: string): Promise<Proposal[]> {
  const home = join(root, SCENARIO);
  const names = (await readdir(home)).filter((name) => existsSync(join(home, name, MESSAGE))).sort();
  return Promise.all(
    names.map(async (name) => {
      const { [MESSAGE]: message, ...files } = await filesBelow(join(home, name), () => false);
      const [title = '', , ...body] = String(message).trim().split('\n');
      return { branch: name.replace(/^\d+-/, ''), title, body: body.join('\n'), files };
    }),
  );
}
