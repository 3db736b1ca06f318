import { dark, light } from '@ml-actions/core/report/palette';
import type { Library } from './library.ts';
import type { Drawing } from './plots.ts';

const HEADER = 34;
const RADIUS = 8;
const TITLE = { x: 16, y: 24, size: 14 };
const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif";

/**
 * Draws without a browser: the same bytes for the same data. The picture stands on a card of its own, so that it can be
 * read on any page, and follows the reader's dark mode where the page tells it.
 */
export function svgOf({ title, width, height, option }: Drawing, { init }: Library): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif' }, ...option });
  const drawn = chart.renderToSVGString();
  chart.dispose();
  const full = height + HEADER;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${full}" viewBox="0 0 ${width} ${full}" role="img" aria-label="${title}" font-family="${FONT}">`,
    `<title>${title}</title>`,
    `<style>text{font-family:inherit!important}@media(prefers-color-scheme:dark){${darkRules}}</style>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${full - 1}" rx="${RADIUS}" fill="${light.page}" stroke="${light.axis}" stroke-opacity="0.5"/>`,
    `<text x="${TITLE.x}" y="${TITLE.y}" font-size="${TITLE.size}" font-weight="600" fill="${light.text}">${title}</text>`,
    `<g transform="translate(0 ${HEADER})">`,
    bodyOf(drawn),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const darkRules = Object.entries(dark)
  .flatMap(([day, night]) => [`[fill="${day}"]{fill:${night}}`, `[stroke="${day}"]{stroke:${night}}`])
  .join('');

/**
 * What is between the `svg` tags, without the rules for pointers and the numbers that count instances of the process.
 * Text is escaped in there: a label cannot look like an attribute.
 */
const bodyOf = (drawn: string): string =>
  drawn
    .replace(/^<svg[^>]*>\s*<rect[^>]*><\/rect>\s*/, '')
    .replace(/<style[^>]*><!\[CDATA\[[\s\S]*?\]\]>\s*<\/style>\s*/, '')
    .replace(/\s*<\/svg>\s*$/, '')
    .replace(/ (?:class="zr\d+-cls-\d+"|pointer-events="visible"|ecmeta_\w+="[^"]*")/g, '')
    .replace(/(id="|url\(#)zr\d+-/g, '$1')
    .replace(/font-family:sans-serif;/g, '');
