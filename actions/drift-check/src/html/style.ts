import { baseStyle } from '@ml-actions/core/report/html-style';

/** The looks of this page's own parts. Reference and current differ in hue and in fill. */
export const style = `${baseStyle}
figure{margin:0;padding:1rem;border:1px solid var(--grid);border-radius:10px;max-width:44rem}
figcaption,.dim{color:var(--dim);font-size:.85rem}
svg{display:block;max-width:100%}svg text{fill:var(--dim);font-size:11px}
.a{fill:var(--baseline);fill-opacity:.28}.b{fill:none;stroke:var(--candidate);stroke-width:1.5}.c{fill:none;stroke:var(--dim)}
.g{stroke:var(--grid)}.l{stroke:var(--bad);stroke-dasharray:4 3}.o{fill:var(--candidate)}.o.drift,.o.schema{fill:var(--bad)}.o.warn{fill:var(--warn)}
tbody th{font-weight:400;max-width:18rem;overflow-wrap:anywhere}
td svg{width:120px}
`.trim();
