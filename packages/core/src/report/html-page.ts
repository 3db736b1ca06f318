import { createHash } from 'node:crypto';
import { text } from './html-escape.ts';

export interface Page {
  readonly title: string;
  readonly body: string;
  readonly style: string;
  /** id and text of data blocks */
  readonly data: ReadonlyMap<string, string>;
  /** run in this order; a library comes before what uses it */
  readonly scripts: readonly string[];
}

/** The whole document. It loads nothing and talks to nobody: only these scripts run, told by their digests. */
export function documentOf({ title, body, style, data, scripts }: Page): string {
  const policy = [
    "default-src 'none'",
    ...(scripts.length > 0 ? [`script-src ${scripts.map((source) => `'sha256-${digestOf(source)}'`).join(' ')}`] : []),
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const blocks = [...data].map(([id, json]) => `<script type="application/json" id="${id}">${json}</script>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${blocks.join('\n')}
${scripts.map((source) => `<script>${source}</script>`).join('\n')}
</body>
</html>
`;
}

const digestOf = (source: string): string => createHash('sha256').update(source).digest('base64');
