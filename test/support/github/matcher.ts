import type { Route } from './route.ts';

export interface Match {
  readonly route: Route;
  /** decoded path parameters */
  readonly params: ReadonlyMap<string, string>;
}

/** Parameters that may hold slashes: git names and file paths. */
const DEEP = '/(.+)';
const PATTERNS: Record<string, string> = { ref: DEEP, basehead: DEEP, branch: DEEP, tag: DEEP, path: '(?:/(.*))?' };

interface Pattern {
  readonly route: Route;
  readonly names: readonly string[];
  readonly pattern: RegExp;
  readonly literals: number;
}

function compile(route: Route): Pattern {
  const names: string[] = [];
  const parts = route.path
    .slice(1)
    .split('/')
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (!name) return `/${part}`;
      names.push(name);
      return PATTERNS[name] ?? '/([^/]+)';
    });
  return { route, names, pattern: new RegExp(`^${parts.join('')}/?$`), literals: parts.length - names.length };
}

/** Finds the route of a request; of several that fit, the one with most literal segments. */
export function matcher(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const patterns = routes.map(compile).sort((a, b) => b.literals - a.literals);
  return (method, path) => {
    for (const { route, names, pattern } of patterns) {
      const hit = route.method === method ? pattern.exec(path) : null;
      if (hit)
        return { route, params: new Map(names.map((name, at) => [name, decodeURIComponent(hit[at + 1] ?? '')])) };
    }
    return undefined;
  };
}
