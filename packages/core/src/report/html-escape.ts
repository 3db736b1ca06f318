/** Control, format, private and half characters hide or reorder what is read. */
const invisible = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Co}]/gu;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Untrusted text as HTML text or inside a quoted attribute. */
export const text = (value: string | number): string =>
  String(value)
    .replace(invisible, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Data for a `<script type="application/json">`: nothing in it can end the element or open a comment. */
export const jsonData = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');

/**
 * One of the section's lines as HTML: code spans and bold. The line is escaped Markdown, so its entities stay; tags are
 * escaped again, but for the `<code>` that Markdown falls back to.
 */
export function inline(markdown: string): string {
  return markdown
    .replace(/^> ?/gm, '')
    .split(/(`[^`\n]*`)/)
    .map((part) => (part.startsWith('`') ? `<code>${text(part.slice(1, -1))}</code>` : prose(part)))
    .join('');
}

const prose = (markdown: string): string =>
  markdown
    .replace(/[<>"]/g, (character) => entities[character] ?? character)
    .replace(/&lt;(\/?)code&gt;/g, '<$1code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
