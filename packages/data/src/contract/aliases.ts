import { type Alias, type Document, type Node, visit } from 'yaml';

/** A few lines of aliases of aliases can stand for more than the memory holds; contracts need a handful of uses. */
const MOST_USES = 1_000;

/** Aliases that stand for nothing, for what they are a part of, or for too much. */
export function aliasProblems(document: Document.Parsed): { readonly node: Node | null; readonly what: string }[] {
  const problems: { readonly node: Alias; readonly what: string }[] = [];
  let uses = 0;
  visit(document, {
    Alias(_, node, path) {
      uses += 1;
      const real = node.resolve(document);
      if (!real) problems.push({ node, what: 'an alias names no anchor' });
      else if (path.includes(real)) problems.push({ node, what: 'an alias stands inside what it names' });
    },
  });
  if (uses === 0 || problems.length > 0 || isBounded(document)) return problems;
  return [{ node: document.contents, what: 'aliases of aliases stand for too much' }];
}

function isBounded(document: Document.Parsed): boolean {
  try {
    document.toJS({ maxAliasCount: MOST_USES });
    return true;
  } catch {
    return false;
  }
}
