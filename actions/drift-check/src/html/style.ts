import { baseStyle } from '@ml-actions/core/report/html-style';

/** The looks of this page's own parts. Reference and current differ in hue and in fill. */
export const style = `${baseStyle}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 1.5rem}
figure{margin:0;padding:1rem;border:1px solid var(--grid);border-radius:10px}
figcaption,.dim{color:var(--dim);font-size:.85rem}
svg{display:block;max-width:100%}svg text{fill:var(--dim);font-size:11px}svg .name{fill:var(--text);paint-order:stroke;stroke:var(--page);stroke-width:3px;stroke-linejoin:round}
.a{fill:var(--baseline);fill-opacity:.32}.b{fill:none;stroke:var(--candidate);stroke-width:1.5}.c{fill:none;stroke:var(--dim)}
.d{fill:var(--candidate);fill-opacity:.3}.k{stroke:var(--text);stroke-width:2;stroke-linecap:round;fill:none}
.m{stroke:var(--bad);stroke-width:5;stroke-linecap:round;fill:none}.h{fill:var(--bad);fill-opacity:.06}
.g{stroke:var(--grid)}.l{stroke:var(--bad);stroke-dasharray:4 3;fill:none}.o{fill:var(--candidate)}.o.drift,.o.schema,.o.performance{fill:var(--bad)}.o.warn,.o.insufficient{fill:var(--warn)}
td svg{width:120px}td .w{width:160px}td .s{width:80px;margin:.2rem 0 0 auto}.number small{margin-left:.15em}
.checks th small{max-width:26rem}.terms th{white-space:nowrap;width:1%}
.pair section{display:grid;grid-template-rows:auto 1fr}.pair figure{display:flex;flex-direction:column;justify-content:space-between;gap:.5rem}
@media(max-width:40rem){svg text{font-size:14px}}
`.trim();
