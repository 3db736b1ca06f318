import { parse } from 'yaml';

type Packages = Readonly<Record<string, string>>;

/**
 * The package versions that a lock file pins, by normalised name (PEP 503). A form that is not known, or text that is
 * not what its name says, pins nothing: the file's digest still identifies the environment.
 */
export function packagesOf(name: string, text: string): Packages {
  const pairs = readerOf(name)(text);
  const named = pairs.map(([key, version]) => [key.toLowerCase().replace(/[-_.]+/g, '-'), version] as const);
  return Object.fromEntries(
    named.filter(([key]) => /^[a-z0-9][a-z0-9-]*$/.test(key)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

type Pairs = readonly (readonly [name: string, version: string])[];

function readerOf(name: string): (text: string) => Pairs {
  if (/\.lock$|\.toml$/.test(name) && name !== 'Pipfile.lock' && name !== 'requirements.lock') return tomlPackages;
  if (name === 'Pipfile.lock') return pipfilePackages;
  return /\.ya?ml$/.test(name) ? condaPackages : pinnedLines;
}

/** `name==version`, as `pip freeze` writes it (PEP 440, PEP 508); extras, markers, hashes and comments may follow. */
const pinned = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*===?\s*([A-Za-z0-9][\w.+!-]*)\s*(?:[;#\\].*|--hash.*)?$/;

const pinnedLines = (text: string): Pairs => text.split(/\r?\n/).flatMap((line) => pair(pinned.exec(line)));

/** uv.lock, poetry.lock, pylock.toml (PEP 751): generated, one `[[package]]` after the other, `name` and `version` in each. */
const tomlPackages = (text: string): Pairs =>
  text
    .split(/^\[\[packages?\]\]\s*$/m)
    .slice(1)
    .flatMap((block) => {
      const own = block.split(/^\[/m)[0] ?? '';
      return pair(/^name = "([^"]+)"[\s\S]*?^version = "([^"]+)"/m.exec(own));
    });

const pair = (match: RegExpExecArray | null): Pairs => (match?.[1] && match[2] ? [[match[1], match[2]]] : []);

function pipfilePackages(text: string): Pairs {
  const all = (attempt(() => JSON.parse(text)) as { default?: Record<string, { version?: unknown } | null> } | null)
    ?.default;
  return Object.entries(all ?? {}).flatMap(([name, entry]) => {
    const version = entry?.version;
    return typeof version === 'string' ? [[name, version.replace(/^===?/, '')] as const] : [];
  });
}

/** Read without types: the version `2.10` must not become the number 2.1. */
function condaPackages(text: string): Pairs {
  const all = (attempt(() => parse(text, { schema: 'failsafe', logLevel: 'error' })) as { package?: unknown } | null)
    ?.package;
  if (!Array.isArray(all)) return [];
  return all.flatMap((entry: { name?: unknown; version?: unknown } | null) =>
    typeof entry?.name === 'string' && typeof entry.version === 'string' ? [[entry.name, entry.version] as const] : [],
  );
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return null;
  }
}
