//! The style of the page: light and dark by the reader's choice, and a sober form for paper.

/// What stands in the style element. It is fixed, so that a policy may name its digest.
pub const STYLE: &str = "
:root{color-scheme:light dark;--page:#fff;--raised:#f4f6f8;--line:#d5dbe2;--text:#131820;--muted:#55606e;
--a:#1a5bb8;--b:#8a6a1f;--c:#7b4fa3;--up:#08734c;--down:#b4242f;--plus:91,155,220;--minus:236,154,79;--warn:#fff3d6}
@media(prefers-color-scheme:dark){:root{--page:#0f1419;--raised:#1a2129;--line:#2c3641;--text:#e4e9ef;--muted:#95a1b0;
--a:#74aaf5;--b:#d3ae5b;--c:#bd9be0;--up:#46bd8b;--down:#f0777a;--plus:47,109,179;--minus:168,90,23;--warn:#2b2413}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1.5rem 1rem 3rem;background:var(--page);color:var(--text);
font:14px/1.45 system-ui,'Segoe UI',Roboto,Arial,sans-serif;font-variant-numeric:tabular-nums}
h1{margin:0;font-size:1.6rem;line-height:1.2;overflow-wrap:anywhere}
h2{margin:2rem 0 .5rem;font-size:1.05rem}
p{margin:.25rem 0}
.muted,figcaption,caption{color:var(--muted)}
.up{color:var(--up)}.down{color:var(--down)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(13rem,45%),1fr));gap:.5rem;margin:1.25rem 0 0;padding:0}
.tiles div{border:1px solid var(--line);border-radius:6px;padding:.5rem .75rem;background:var(--raised)}
.tiles dt{color:var(--muted);font-size:.8rem}
.tiles dd{margin:0;font-size:1.2rem;font-weight:650}
.tiles dd.none{font-size:.85rem;font-weight:400;color:var(--muted)}
figure{margin:0}
figcaption{font-size:.8rem}
.key{display:inline-block;margin-right:1rem}
.key::before{content:'';display:inline-block;width:1rem;margin-right:.375rem;border-top:2px solid;vertical-align:middle}
.key.a::before{color:var(--a)}.key.b::before{color:var(--b)}.key.c::before{color:var(--c)}.key.d::before{color:var(--down)}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--muted);font-size:11px}
.grid{stroke:var(--line);stroke-width:.5}.axis{stroke:var(--muted);stroke-width:.75}
.line{fill:none;stroke-width:1.5;stroke-linejoin:round}
.line.a{stroke:var(--a)}.line.b{stroke:var(--b)}.line.c{stroke:var(--c)}.line.d{stroke:var(--down)}
.fill.d{fill:var(--down);fill-opacity:.15}
.bar.up{fill:var(--up)}.bar.down{fill:var(--down)}.bar{fill-opacity:.75}
table{border-collapse:collapse;width:100%}
th,td{padding:.25rem .5rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap;font-weight:400}
th:first-child,td:first-child{text-align:left;padding-left:0}
thead th{color:var(--muted);font-size:.8rem;border-bottom-color:var(--muted)}
.scroll{overflow-x:auto}
.facts{table-layout:fixed}
.facts th{width:16rem;color:var(--muted)}
.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere}
.defined td:last-child{text-align:left;white-space:normal;min-width:16rem}
.defined th{white-space:normal}.defined thead th:last-child{text-align:left}
.months td,.months th{text-align:center;padding:.25rem}
.months th:first-child{text-align:left}
.m1{background:rgba(var(--plus),.15)}.m2{background:rgba(var(--plus),.35)}.m3{background:rgba(var(--plus),.55)}.m4{background:rgba(var(--plus),.75)}
.n1{background:rgba(var(--minus),.15)}.n2{background:rgba(var(--minus),.35)}.n3{background:rgba(var(--minus),.55)}.n4{background:rgba(var(--minus),.75)}
.finding{border-left:3px solid var(--line);background:var(--raised);padding:.375rem .75rem;margin:.375rem 0}
.finding.warning{border-color:#c79a2b;background:var(--warn)}
.finding b{margin-right:.375rem}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.85em;overflow-wrap:anywhere}
footer{margin-top:2rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--muted);font-size:.85rem}
@media(max-width:40rem){svg text{font-size:20px}.line{stroke-width:2.5}}
@media print{:root{color-scheme:light;--page:#fff;--raised:#fff;--text:#000;--muted:#444;--line:#bbb;--a:#1a5bb8;--b:#8a6a1f;
--c:#7b4fa3;--up:#08734c;--down:#b4242f;--plus:91,155,220;--minus:236,154,79;--warn:#fff}
body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}figure,tr,.tiles div,.finding{break-inside:avoid}
thead{display:table-header-group}.scroll{overflow:visible}th,td{padding:.15rem .3rem}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@page{margin:1.5cm}
";
