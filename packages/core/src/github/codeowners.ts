import type { GitHub } from './client.ts';
import { readContents } from './contents.ts';

/** Where GitHub looks, in this order (https://docs.github.com/en/repositories/.../about-code-owners). */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
/** GitHub reads no larger file. */
const mostBytes = 3 * 1024 * 1024;

/**
 * The owners of a file by the repository's CODEOWNERS at a ref: `@login`, `@org/team` or an e-mail; empty where nobody is
 * named.
 *
 * @throws GitHubError when nobody could look
 */
export async function codeOwners(github: GitHub, ref: string, path: string): Promise<readonly string[]> {
  for (const place of places) {
    const bytes = await readContents(github, place, ref);
    if (bytes) return bytes.length > mostBytes ? [] : ownersOf(Buffer.from(bytes).toString(), path);
  }
  return [];
}

/** The last pattern that matches decides; one without owners takes them away. */
export function ownersOf(text: string, path: string): readonly string[] {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  const last = rules.map((line) => line.split(/\s+/)).findLast(([pattern = '']) => matches(pattern, path));
  return last?.slice(1) ?? [];
}

/**
 * CODEOWNERS patterns are those of gitignore without `!`, `[ ]` and `\`, and `dir/*` does not reach below `dir`.
 * A pattern with a `/` before its end starts at the root.
 */
function matches(pattern: string, path: string): boolean {
  const body = pattern.replace(/^\/|\/$/g, '');
  const anchored = pattern.startsWith('/') || body.includes('/');
  const shallow = body.endsWith('/*');
  const below = pattern.endsWith('/') ? '/.*' : shallow ? '' : '(?:/.*)?';
  const source = body
    .split('/')
    .map((part) => (part === '**' ? '**' : segment(part)))
    .join('/')
    .replace(/^\*\*\//, '(?:.*/)?')
    .replace(/\/\*\*\//g, '/(?:.*/)?')
    .replace(/\/\*\*$/, '/.*')
    .replace(/^\*\*$/, '.*');
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}${below}$`).test(path);
}

const segment = (part: string): string =>
  part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]');
