import type { Env } from '@ml-actions/core/exec/command';
import { withoutCredentials } from '@ml-actions/core/exec/git';

/** Names under which workflows pass secrets. */
const SECRET_NAME = /TOKEN|SECRET|PASSW|CREDENTIAL|(^|_)(KEY|PAT|AUTH|DSN)($|_)|APIKEY|CONNECTION_STRING/i;
/** Shorter values stand in ordinary text; masking them would only garble it. */
const SHORTEST_SECRET = 6;
/** The forms of tokens that GitHub, AWS, Hugging Face and Slack hand out (their docs on secret scanning). */
const KNOWN_TOKENS =
  /\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|(AKIA|ASIA)[A-Z0-9]{16}|hf_[A-Za-z0-9]{20,}|xox[abprs]-[\w-]{10,})/g;

/**
 * Hides secrets in text that leaves the log. The runner masks only what is printed; a record and a comment are not.
 * Best effort: values of variables that are named like secrets, credentials in URLs, well-known forms of tokens.
 */
export function secretMask(env: Env): (text: string) => string {
  const values = Object.entries(env)
    .filter(([name, value]) => SECRET_NAME.test(name) && (value ?? '').length >= SHORTEST_SECRET)
    .flatMap(([, value = '']) => value.split(/\r?\n/))
    .filter((line) => line.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) =>
    values
      .reduce((masked, value) => masked.replaceAll(value, '***'), withoutCredentials(text))
      .replace(KNOWN_TOKENS, '***');
}
