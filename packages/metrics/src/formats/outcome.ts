/** How a test case ended. */
export type Outcome = 'passed' | 'failed' | 'skipped';

/** The words of pytest, Jest, GoogleTest, CTest, TAP and their like. */
const WORDS: Readonly<Record<Outcome, readonly string[]>> = {
  passed: ['pass', 'passed', 'success', 'ok', 'true'],
  failed: ['fail', 'failed', 'failure', 'error', 'errored', 'timeout', 'xpassed', 'false'],
  skipped: ['skip', 'skipped', 'pending', 'todo', 'disabled', 'notrun', 'suppressed', 'ignored', 'xfailed'],
};

/** null: a word that says nothing about the outcome, such as `run`. */
export function outcomeOfWord(word: unknown): Outcome | null {
  const lower = String(word).toLowerCase();
  return (['passed', 'failed', 'skipped'] as const).find((outcome) => WORDS[outcome].includes(lower)) ?? null;
}
