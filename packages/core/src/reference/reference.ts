import { inputProblem } from '../error.ts';

/** The one grammar for naming a model, metrics or a profile that is elsewhere. */
export type Reference =
  | { readonly kind: 'auto' }
  | { readonly kind: 'none' }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'git'; readonly ref: string; readonly path: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: number; readonly sha256: string | null }
  | { readonly kind: 'alias'; readonly name: string; readonly alias: string }
  | { readonly kind: 'run'; readonly runId: string };

const grammar = 'auto, none, path:FILE, git:REF:PATH, NAME@N, NAME@N#sha256:HEX, NAME:ALIAS or run:ID';
const versionForm = /^([A-Za-z0-9][A-Za-z0-9._-]*)@([1-9]\d{0,8})(?:#sha256:([0-9a-f]{64}))?$/;
const gitForm = /^git:([^:]+):(.+)$/;
const runForm = /^run:(\d+)$/;
const aliasForm = /^([A-Za-z0-9][A-Za-z0-9._-]*):([A-Za-z0-9][A-Za-z0-9._-]*)$/;
const reserved = ['path', 'git', 'run', 'file', 's3', 'gs', 'az', 'hf', 'http', 'https', 'models', 'oci'];

/**
 * Reads a reference.
 *
 * @param where the input that holds it, for the message
 * @throws InputError for anything outside the grammar
 */
export function parseReference(text: string, where: string): Reference {
  const reference = read(text.trim());
  if (reference) return reference;
  throw inputProblem({
    where,
    what: 'is not a reference',
    got: text,
    expected: grammar,
    next: 'Write `path:` before a file.',
  });
}

function read(text: string): Reference | undefined {
  if (text === 'auto' || text === 'none') return { kind: text };
  if (text.startsWith('path:') && text.length > 'path:'.length)
    return { kind: 'path', path: text.slice('path:'.length) };
  const git = gitForm.exec(text);
  if (git?.[1] && git[2]) return { kind: 'git', ref: git[1], path: git[2] };
  const version = versionForm.exec(text);
  if (version?.[1])
    return { kind: 'version', name: version[1], version: Number(version[2]), sha256: version[3] ?? null };
  const run = runForm.exec(text);
  if (run?.[1]) return { kind: 'run', runId: run[1] };
  const alias = aliasForm.exec(text);
  if (alias?.[1] && alias[2] && !reserved.includes(alias[1])) return { kind: 'alias', name: alias[1], alias: alias[2] };
  return undefined;
}

/** `NAME@N#sha256:...` */
export const versionText = (name: string, version: number, digest: string): string =>
  `${name}@${version}#sha256:${digest}`;
