/** The style of the page: no fonts or pictures from elsewhere; readable in the dark and on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1a1f26; --soft: #55606e; --back: #fff; --line: #d5dae0;
  --passed: #1f6f8b; --failed: #b3261e; --shade: #f3f5f7; }
@media (prefers-color-scheme: dark) { :root { --text: #e8ebef; --soft: #a9b3bf; --back: #14181d; --line: #38414c;
  --passed: #5bb4d3; --failed: #ff8a80; --shade: #1d232a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text);
  background: var(--back); }
h1 { font-size: 1.75rem; margin: 0 0 .25rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .25rem; }
p { margin: .25rem 0 .75rem; max-width: 48rem; }
.soft, caption, .unit { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: .9rem; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; color: var(--soft); font-size: .85rem; white-space: nowrap; }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 11rem; }
tbody th.group { background: var(--shade); font-weight: 600; padding-left: .5rem; }
.number { text-align: right; white-space: nowrap; }
.share { white-space: nowrap; }
.share svg { vertical-align: middle; margin-right: .5rem; }
.why { display: block; font-weight: 400; font-size: .85rem; color: var(--soft); }
.bad { color: var(--failed); font-weight: 600; }
.examples { font-size: .85rem; overflow-wrap: anywhere; min-width: 14rem; }
.frame { fill: none; stroke: var(--line); }
.passed { fill: var(--passed); }
.failed { fill: url(#failed); }
#failed rect { fill: var(--back); }
#failed path { stroke: var(--failed); stroke-width: 2.5; }
.trend polyline { fill: none; stroke: var(--passed); stroke-width: 1.5; }
.trend circle { fill: var(--passed); }
.trend .top { stroke: var(--line); stroke-dasharray: 2 2; }
.defs { position: absolute; width: 0; height: 0; }
a { color: var(--passed); }
@media print { html { font-size: 11px; } body { max-width: none; padding: 0; font-size: 1rem; } h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; } .wide { overflow: visible; } svg { print-color-adjust: exact; } }
`;
