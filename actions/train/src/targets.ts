import { inputProblem } from '@ml-actions/core/error';
import { insideNew } from '@ml-actions/core/path/inside';
import type { OutputRole } from '@ml-actions/core/record/predicate/train';
import { filesAtOrNone, fromBase, type Place } from './place.ts';
import { type Stamps, stampsOf } from './stamp.ts';

/** One path, directory or glob that the command is expected to write. */
export interface Target {
  readonly role: OutputRole;
  readonly optional: boolean;
  readonly path: string;
  /** the input, for messages */
  readonly where: string;
}

/** Where training scripts put their metrics when nobody says otherwise (DVC and Hugging Face use these names too). */
const DETECTED_METRICS = ['metrics.json', 'metrics.yaml', 'metrics.yml', 'metrics.toml', 'metrics.csv'];

export interface Declared {
  readonly outputs: Readonly<Record<string, string | readonly string[]>>;
  readonly metrics: readonly string[] | undefined;
}

/** @throws InputError when a role stands there both with and without `?` */
export function targetsOf({ outputs, metrics = [] }: Declared): readonly Target[] {
  const targets = Object.entries(outputs).flatMap(([key, given]) => {
    const role = key.replace(/\?$/, '') as OutputRole;
    if (key !== role && role in outputs) {
      throw inputProblem({ where: 'outputs', what: `the role ${role} stands there with and without \`?\`` });
    }
    const paths = typeof given === 'string' ? [given] : given;
    return paths.map((path): Target => ({ role, optional: key !== role, path, where: `outputs: ${role}` }));
  });
  const extra = metrics.map((path): Target => ({ role: 'metrics', optional: false, path, where: 'metrics' }));
  const declared = [...targets, ...extra];
  if (declared.some(({ role }) => role === 'metrics')) return declared;
  return [
    ...declared,
    ...DETECTED_METRICS.map((path): Target => ({ role: 'metrics', optional: true, path, where: 'metrics' })),
  ];
}

/**
 * What the targets look like before the command runs. Nothing is deleted: whatever is not written anew does not count.
 *
 * @throws InputError for a target outside the workspace
 */
export async function stampsBefore(place: Place, targets: readonly Target[]): Promise<Stamps> {
  const stamps = new Map<string, string>();
  for (const { path, where } of targets) {
    await insideNew(place.workspace, fromBase(place, withoutGlob(path)), where);
    for (const [file, stamp] of await stampsOf(await filesAtOrNone(place, path, where))) stamps.set(file, stamp);
  }
  return stamps;
}

function withoutGlob(path: string): string {
  const parts = path.split('/');
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  return first === -1 ? path : parts.slice(0, first).join('/') || (path.startsWith('/') ? '/' : '.');
}
