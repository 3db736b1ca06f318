import * as core from '@actions/core';

/** What an action tells the person who reads the job's log. Texts are made inert before they are printed. */
export interface Log {
  info(text: string): void;
  warning(text: string, place?: Place): void;
  error(text: string, place?: Place): void;
  notice(text: string, place?: Place): void;
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
}

/** Where an annotation is shown: a file of the repository and a line, counted from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
}

const zeroWidthSpace = '\u200b';

/**
 * Makes text inert for the runner, which obeys `::command::` at the start of a line (after white space) and the older
 * `##[command]` anywhere in it. .NET also trims U+0085, which JavaScript does not count as white space
 * (actions/runner, ActionCommand.cs). White space is matched within a line only: across lines the time would be quadratic.
 */
export const inert = (text: string): string =>
  text
    .replace(/^((?:[^\S\r\n\u2028\u2029]|\u0085)*)::/gm, `$1${zeroWidthSpace}::`)
    .replace(/##\[/g, `##${zeroWidthSpace}[`);

const properties = (place: Place | undefined) => (place ? { file: place.file, startLine: place.line ?? 1 } : {});

/** The log of a GitHub Actions job. */
export const runnerLog: Log = {
  info: (text) => core.info(inert(text)),
  warning: (text, place) => core.warning(text, properties(place)),
  error: (text, place) => core.error(text, properties(place)),
  notice: (text, place) => core.notice(text, properties(place)),
  group: (title, body) => core.group(inert(title), body),
};
