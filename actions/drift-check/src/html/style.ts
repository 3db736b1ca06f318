import { palette } from '@ml-actions/core/report/palette';

const colours = (index: 0 | 1): string =>
  Object.entries(palette)
    .map(([name, spellings]) => `--${name}:${spellings[index]}`)
    .join(';');

/** The page's style: light, dark, narrow and on paper. Reference and current differ in hue and in fill. */
export const style = `
:root{${colours(0)};--soft:#f6f8fa;--good:#1a7f37;--warn:#9a6700;color-scheme:light}
@media(prefers-color-scheme:dark){:root{${colours(1)};--soft:#151b23;--good:#3fb950;--warn:#d29922;color-scheme:dark}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:80rem;padding:0 1.25rem 4rem;background:var(--page);color:var(--text);font:15px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}
.verdict{--tone:var(--dim);margin:1.5rem 0 1.2rem;padding:1.3rem 1.5rem;border:1px solid var(--tone);border-left:6px solid var(--tone);border-radius:10px;background:var(--soft)}
.verdict.success{--tone:var(--good)}.verdict.warning{--tone:var(--warn)}.verdict.failure{--tone:var(--bad)}
.verdict p{margin:.2rem 0;overflow-wrap:anywhere}
h1{margin:.25rem 0 .15rem;font-size:2rem;line-height:1.2}h2{margin:2.4rem 0 .7rem;font-size:1.3rem}
figure{margin:0;padding:1rem;border:1px solid var(--grid);border-radius:10px;max-width:44rem}
figcaption,caption,small,.dim{color:var(--dim);font-size:.85rem}
caption{caption-side:bottom;padding:.45rem .8rem;text-align:left}
svg{display:block;max-width:100%}svg text{fill:var(--dim);font-size:11px}
.a{fill:var(--baseline);fill-opacity:.28}.b{fill:none;stroke:var(--candidate);stroke-width:1.5}.c{fill:none;stroke:var(--dim)}
.g{stroke:var(--grid)}.l{stroke:var(--bad);stroke-dasharray:4 3}.o{fill:var(--candidate)}.o.drift,.o.schema{fill:var(--bad)}.o.warn{fill:var(--warn)}
.scroll{overflow-x:auto;border:1px solid var(--grid);border-radius:10px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{padding:.4rem .6rem;text-align:left;border-bottom:1px solid var(--grid)}
thead th{color:var(--dim);background:var(--soft);white-space:nowrap}tbody th{font-weight:400;max-width:18rem;overflow-wrap:anywhere}
.n{text-align:right;white-space:nowrap}
.s{font-weight:600;white-space:nowrap}.s.drift,.s.schema{color:var(--bad)}.s.warn,.s.insufficient{color:var(--warn)}.s.ok{color:var(--good)}
td svg{width:120px}
footer{margin-top:3rem;color:var(--dim);font-size:.82rem}
@media print{body{max-width:none;padding:0}tr{break-inside:avoid}}
`.trim();
