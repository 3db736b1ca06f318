import { palette } from './palette.ts';

const colours = (index: 0 | 1): string =>
  Object.entries(palette)
    .map(([name, spellings]) => `--${name}:${spellings[index]}`)
    .join(';');
const day = `${colours(0)};--soft:#f6f8fa;--good:#1a7f37;--warn:#9a6700;--tint:8%;color-scheme:light`;
const night = `${colours(1)};--soft:#151b23;--good:#3fb950;--warn:#d29922;--tint:14%;color-scheme:dark`;

/** What every report's page looks like: light, dark, narrow and on paper. A report adds the looks of its own parts. */
export const baseStyle = `
:root{${day}}
@media(prefers-color-scheme:dark){:root:not([data-theme=light]){${night}}}
:root[data-theme=dark]{${night}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:80rem;padding:0 1.25rem 4rem;background:var(--page);color:var(--text);font:15px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em}
code{overflow-wrap:anywhere}
p code,li code{padding:.12em .35em;border-radius:5px;background:color-mix(in srgb,var(--dim) 14%,transparent)}
:focus-visible{outline:2px solid var(--candidate);outline-offset:2px}
.verdict{--tone:var(--dim);margin:1.5rem 0 1.2rem;padding:1.3rem 1.5rem;border:1px solid color-mix(in srgb,var(--tone) 45%,transparent);border-left:6px solid var(--tone);border-radius:10px;background:color-mix(in srgb,var(--tone) var(--tint),var(--page))}
.verdict.success{--tone:var(--good)}.verdict.warning{--tone:var(--warn)}.verdict.failure{--tone:var(--bad)}
.verdict p{margin:0}.over{color:var(--text);font-size:.9rem}
h1{margin:.25rem 0 .15rem;font-size:2rem;line-height:1.2;letter-spacing:-.02em}
.fact{font-size:1.1rem;overflow-wrap:anywhere}.compared{margin-top:.7rem!important;font-size:.9rem;overflow-wrap:anywhere}
h2{margin:2.4rem 0 .7rem;font-size:1.3rem;letter-spacing:-.01em}
h3{margin:1rem 0 .3rem;font-size:1rem}
.note{margin:.5rem 0;padding:.5rem .9rem;border-left:4px solid var(--warn);background:var(--soft);border-radius:0 6px 6px 0;overflow-wrap:anywhere}
.scroll{overflow-x:auto;border:1px solid var(--grid);border-radius:10px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9rem}
caption{caption-side:bottom;padding:.45rem .8rem;color:var(--dim);font-size:.82rem;text-align:left}
th,td{padding:.45rem .7rem;text-align:left;vertical-align:middle;border-bottom:1px solid var(--grid)}
tbody tr:last-child>*{border-bottom:0}tbody+tbody tr:first-child>*{border-top:1px solid var(--grid)}
thead th{color:var(--dim);font-weight:600;white-space:nowrap;background:var(--soft)}
.number{text-align:right;white-space:nowrap}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.status{white-space:nowrap;font-weight:600}
.status.fail,.status.error,.status.incomparable,.status.drift,.status.schema{color:var(--bad)}
.status.inconclusive,.status.warn,.status.insufficient{color:var(--warn)}.status.pass,.status.ok{color:var(--good)}
.checks tbody th{font-weight:400;min-width:15rem;overflow-wrap:anywhere}.checks th code{font-size:.95em}.checks th small{display:block;line-height:1.4}
.checks .group th{background:var(--soft);font-weight:600}
small{color:var(--dim);font-size:.85em;font-weight:400}
details{margin-top:.5rem}summary{cursor:pointer;color:var(--dim);font-size:.88rem}
dl{margin:0;border:1px solid var(--grid);border-radius:10px;font-size:.9rem}
dl div{display:grid;grid-template-columns:minmax(10rem,16rem) 1fr;gap:.2rem 1rem;padding:.4rem .9rem}
dl div+div{border-top:1px solid var(--grid)}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
footer{margin-top:3rem;color:var(--dim);font-size:.82rem}
@media(max-width:40rem){body{padding:0 .8rem 3rem}.verdict{padding:1rem}h1{font-size:1.6rem}dl div{grid-template-columns:1fr;gap:0}
.checks thead{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden;white-space:nowrap}
.checks,.checks tbody,.checks tr,.checks caption{display:block}
.checks tbody tr{display:grid;grid-template-columns:auto 1fr;padding:.6rem .8rem;gap:.1rem .8rem;border-bottom:1px solid var(--grid)}
.checks tbody tr:last-child{border-bottom:0}
.checks tr>*{display:block;padding:0;border:0!important;text-align:left;white-space:normal;min-width:0}
.checks .group{padding:.4rem .8rem!important;background:var(--soft)}.checks .group th{grid-column:1/-1;background:none}
.checks tr:not(.group)>*{grid-column:1/-1}.checks .status{grid-column:1/-1}
.checks td[data-label]{display:flex;justify-content:space-between;gap:1rem}.checks td[data-label]::before{content:attr(data-label);color:var(--dim)}}
[hidden]{display:none!important}
@media print{body{max-width:none;padding:0}.scroll{overflow:visible;max-height:none!important}tr{break-inside:avoid}h2{break-after:avoid}}
`.trim();
