import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contractSchema } from '@ml-actions/data/contract/schema';
import { SUPPORT } from '@ml-actions/data/import/formats';
import { actionYml, hasPost, indexJs, postJs } from './action-yml.ts';
import { allActions } from './contract.ts';
import { configSchema, recordSchemas, reportSchema } from './schemas.ts';
import { root } from './sources.ts';
import { formatsTable, inputsTable, outputsTable, withTable } from './tables.ts';

const FORMATS = 'actions/validate-data/FORMATS.md';

/** Every generated file: path below the root and the text it must have. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  const actions = await allActions();
  const files = new Map<string, string>([
    ['schema/ml-actions.json', configSchema(actions)],
    ['schema/report/drift-check-v1.json', reportSchema()],
    ['schema/data-contract.json', `${JSON.stringify(contractSchema(), null, 2)}\n`],
  ]);
  for (const [name, text] of await recordSchemas()) files.set(`schema/${name}`, text);
  for (const action of actions) {
    const home = `actions/${action.name}`;
    files.set(`${home}/action.yml`, actionYml(action));
    files.set(`${home}/index.js`, indexJs(action.name));
    if (hasPost(action)) files.set(`${home}/post.js`, postJs(action.name));
    const readme = readFileSync(join(root, home, 'README.md'), 'utf8');
    const tables = withTable(withTable(readme, 'inputs', inputsTable(action)), 'outputs', outputsTable(action));
    files.set(`${home}/README.md`, tables);
  }
  const formats = readFileSync(join(root, FORMATS), 'utf8');
  return files.set(FORMATS, withTable(formats, 'formats', formatsTable(SUPPORT)));
}

/** The generated files that do not say what the code says. */
export async function outdated(): Promise<readonly string[]> {
  const present = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');
  return [...(await generated())].filter(([path, text]) => present(path) !== text).map(([path]) => path);
}

if (process.argv.includes('--write')) {
  for (const [path, text] of await generated()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

if (process.argv.includes('--check')) {
  const paths = await outdated();
  for (const path of paths) console.error(`${path}: is not what the code says. Run \`npm run docs\`.`);
  process.exitCode = paths.length > 0 ? 1 : 0;
  if (paths.length === 0) console.log('The generated files agree with the code.');
}
