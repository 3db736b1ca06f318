import { longestReason } from '@ml-actions/core/record/acceptance';

/** What somebody asks for. */
export interface Command {
  /** names of checks, or every blocking one */
  readonly checks: readonly string[] | 'all';
  readonly model: string | null;
  readonly gate: string | null;
  readonly reason: string;
}

const usage = 'write `/ml-actions accept CHECK[, CHECK] until merge: REASON` alone, on one line';
const mostNames = 50;

/** Whether a comment speaks to us at all. */
export const isCommand = (body: string): boolean => /^\/ml-actions(?:\s|$)/.test(body.trim());

/**
 * `/ml-actions accept CHECK[, CHECK] [of MODEL[/GATE]] until merge: REASON`, strictly: one line and nothing else. A name
 * with a space or a comma stands in double quotes; `all` is every check that blocks.
 *
 * @returns the command, or what is wrong with it
 */
export function parseCommand(body: string): Command | { readonly problem: string } {
  const line = body.trim();
  if (/[\r\n]/.test(line)) return { problem: usage };
  const rest = /^\/ml-actions[ \t]+accept[ \t]+(.+)$/.exec(line)?.[1];
  if (rest === undefined) return { problem: usage };
  const { names, after } = readNames(rest);
  const tail = /^(?:of[ \t]+([A-Za-z0-9._-]+)(?:\/([A-Za-z0-9._-]+))?[ \t]+)?until[ \t]+merge[ \t]*:(.*)$/.exec(after);
  if (names.length === 0 || !tail) return { problem: usage };
  const [, model = null, gate = null, said = ''] = tail;
  const reason = said.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  if (reason === '') return { problem: 'say why: `until merge:` is followed by a reason' };
  if (reason.length > longestReason) return { problem: `the reason is longer than ${longestReason} characters` };
  if (names.length > mostNames) return { problem: `it names more than ${mostNames} checks` };
  if (names.includes('all') && names.length > 1) return { problem: '`all` stands alone' };
  return { checks: names[0] === 'all' ? 'all' : [...new Set(names)], model, gate, reason };
}

/** Names separated by commas, and what follows the last of them. */
function readNames(text: string): { readonly names: readonly string[]; readonly after: string } {
  const names: string[] = [];
  let rest = text;
  for (;;) {
    const found = /^[ \t]*(?:"([^"]+)"|([^\s,"]+))[ \t]*(,?)/.exec(rest);
    if (!found) return { names: [], after: rest };
    names.push(found[1] ?? found[2] ?? '');
    rest = rest.slice(found[0].length);
    if (found[3] !== ',') return { names, after: rest.trimStart() };
  }
}
