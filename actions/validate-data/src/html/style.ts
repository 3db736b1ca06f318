import { baseStyle } from '@ml-actions/core/report/html-style';

/** The looks of this page's own parts. */
export const style = `${baseStyle}
.checks td{vertical-align:top}.checks td code{white-space:nowrap}.checks tbody th{vertical-align:top}
.share{display:block;height:4px;margin-top:.35rem;min-width:5rem;border-radius:2px;background:var(--grid);overflow:hidden}
.share i{display:block;height:100%;min-width:2px;background:var(--bad)}.share.warn i,.share.info i{background:var(--warn)}
.worse{color:var(--bad)}.better{color:var(--good)}
.columns td:nth-child(2){max-width:20rem;min-width:9rem;overflow-wrap:anywhere}.columns td small{display:block}
.columns td{vertical-align:top}.columns td:nth-child(n+3){width:15rem}.columns td:first-child{width:6rem;white-space:nowrap}
.columns svg{display:block;width:200px;height:40px}
.bar{fill:var(--candidate)}.rest{fill:var(--baseline)}.base{stroke:var(--axis);fill:none}
.ends{display:flex;justify-content:space-between;gap:.5rem;width:200px;color:var(--dim);font-size:.78rem;line-height:1.3}
.names{width:200px;margin-top:.2rem;font-size:.82rem}
.none{color:var(--dim);font-size:.88em}.wrong{width:200px;color:var(--warn);font-size:.82rem}
summary{font-size:1rem}
.added{color:var(--good)}.removed{color:var(--bad)}.retyped,.narrowed,.widened{color:var(--warn)}
td:first-child code{white-space:nowrap}
@media(max-width:40rem){.share{min-width:0}.checks td:empty{display:none!important}}
`.trim();
