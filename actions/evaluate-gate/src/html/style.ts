import { baseStyle } from '@ml-actions/core/report/html-style';

/** The looks of this page's own parts: charts, filters, navigation. */
export const style = `${baseStyle}
html{scroll-behavior:smooth;scroll-padding-top:3.5rem}
nav{position:sticky;top:0;z-index:5;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;align-items:center;margin:0 -1.25rem;padding:.6rem 1.25rem;background:var(--page);border-bottom:1px solid var(--grid);font-size:.9rem}
nav a{color:var(--dim);text-decoration:none}nav a:hover{color:var(--text);text-decoration:underline}
nav button{margin-left:auto}
button,select,input[type=search]{font:inherit;font-size:.88rem;color:var(--text);background:var(--soft);border:1px solid var(--axis);border-radius:6px;padding:.2rem .6rem}
button{cursor:pointer}
.part{display:inline-block;margin-left:.35rem;padding:.1rem .45rem;border-radius:2em;background:color-mix(in srgb,var(--candidate) 12%,transparent);font-size:.88em}
.missing{max-width:11rem;color:var(--dim);font-size:.85em}
.forest{display:block;min-width:160px}.forest line{stroke:var(--dim)}.forest .bar{stroke-width:1.5}
.forest .zero{stroke:var(--axis)}.forest .limit{stroke:var(--bad);stroke-dasharray:3 2}
.forest .pass{fill:var(--candidate)}.forest .fail{fill:var(--bad)}.forest .other{fill:var(--dim)}
.forest .inconclusive{fill:var(--page);stroke:var(--baseline);stroke-width:2}
th button{all:unset;cursor:pointer;white-space:nowrap}th button:focus-visible{outline:2px solid var(--candidate)}
th button::after{content:" ↕";opacity:.55}th[aria-sort=ascending] button::after{content:" ↑";opacity:1}th[aria-sort=descending] button::after{content:" ↓";opacity:1}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1.2rem;align-items:center;margin:0 0 .8rem;font-size:.9rem}
.filters[hidden]{display:none}
.filters fieldset{display:flex;flex-wrap:wrap;gap:.2rem .9rem;margin:0;padding:0;border:0}.filters legend{float:left;margin-right:.6rem}
.filters label{white-space:nowrap}.filters output{color:var(--dim)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:1rem;align-items:start}
.card{margin:0;padding:.9rem 1rem;border:1px solid var(--grid);border-radius:10px;min-width:0}
.card .scroll{border-radius:6px}
figcaption{font-weight:600;margin-bottom:.4rem}
.chart{width:100%}
details .scroll{max-height:22rem;overflow-y:auto;margin-top:.5rem}
details thead th{position:sticky;top:0}
.confusion td{background:color-mix(in srgb,var(--candidate) var(--shade),transparent)}
.confusion td small{color:inherit}
.confusion tbody th{font-weight:400}
pre{padding:.9rem 1.1rem;overflow-x:auto;border-radius:8px;background:var(--soft);line-height:1.5}
@media(max-width:40rem){nav{margin:0 -.8rem;padding:.5rem .8rem}.checks .missing{max-width:none}.checks .forest{margin:.3rem auto}}
@media print{nav,.filters{display:none}.card{break-inside:avoid}}
`.trim();
