import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import sanitize from 'sanitize-html';

const allowedTags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'em', 'strong', 'del', 'a'],
  ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary', 'sub', 'sup', 'kbd'],
];

/** GitHub's dialect of Markdown as HTML, with only the elements that GitHub itself would leave in. */
export const markdownHtml = (markdown: string): string =>
  sanitize(micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }), {
    allowedTags,
    allowedAttributes: { a: ['href'], th: ['align'], td: ['align'], details: ['open'] },
    // links to the local GitHub lead nowhere once the demo is over
    allowedSchemes: ['https'],
  });

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => entities[char] ?? char);

/** One line of Markdown without its paragraph. */
export const inlineHtml = (markdown: string): string => markdownHtml(markdown).replace(/^<p>|<\/p>\s*$/g, '');
