namespace Quorum.Reporting;

internal static class HtmlStyle
{
    /// <summary>Colours have at least 4.5:1 against their ground for text and 3:1 for shapes, in both schemes.</summary>
    internal const string Sheet = """
        :root { color-scheme: light dark; --ground:#fff; --panel:#f4f6f8; --line:#d3d9e0; --text:#1b2430; --soft:#55606e; --link:#0b5cad;
          --good:#1a7f37; --warn:#8a5a00; --bad:#c0222b; --serve:#dfe5eb;
          --preparing:#62749d; --stopping:#b3541e; --starting:#8250df; --joining:#0969da; --recovering:#1b7c83; --soaking:#5b8a3a; --rollingback:#a8437f; --failed:#c0222b;
          --hgreen:#1f883d; --hyellow:#ad7f00; --hred:#cf222e; --hnone:#6e7781; --gap:#cf222e; --wait:#9a6700; }
        @media (prefers-color-scheme: dark) { :root { --ground:#0f141a; --panel:#182029; --line:#33404d; --text:#e6edf3; --soft:#a3b1bf; --link:#6cb6ff;
          --good:#57c26b; --warn:#e0b040; --bad:#ff7b72; --serve:#2a3541;
          --preparing:#93a7d1; --stopping:#f0883e; --starting:#b98cff; --joining:#58a6ff; --recovering:#39c5cf; --soaking:#8ccf5e; --rollingback:#f778ba; --failed:#ff6a61;
          --hgreen:#3fb950; --hyellow:#d9b13b; --hred:#f85149; --hnone:#8b949e; --gap:#ff6a61; --wait:#d29922; } }
        * { box-sizing: border-box; }
        body { margin:0; background:var(--ground); color:var(--text); font:15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        main { max-width:1080px; margin:0 auto; padding:24px 20px 64px; }
        h1 { font-size:26px; line-height:1.25; margin:0 0 4px; } h2 { font-size:19px; margin:36px 0 10px; } h3 { font-size:15px; margin:18px 0 6px; }
        p { margin:6px 0; } .soft { color:var(--soft); } code { font-family:ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size:13px; overflow-wrap:anywhere; }
        .badge { display:inline-block; padding:2px 12px; border-radius:99px; font-weight:600; font-size:14px; border:2px solid currentColor; margin-bottom:10px; }
        .good { color:var(--good); } .warn { color:var(--warn); } .bad { color:var(--bad); }
        .box { background:var(--panel); border:1px solid var(--line); border-radius:8px; padding:12px 16px; margin:12px 0; overflow-wrap:anywhere; }
        .box.bad { border-color:var(--bad); color:var(--text); border-left-width:5px; }
        .figures { display:grid; grid-template-columns:repeat(auto-fit, minmax(150px, 1fr)); gap:10px; margin:14px 0; }
        .figures div { background:var(--panel); border:1px solid var(--line); border-radius:8px; padding:10px 14px; } .figures b { display:block; font-size:20px; } .figures span { color:var(--soft); font-size:13px; }
        table { border-collapse:collapse; width:100%; margin:10px 0; } caption { text-align:left; color:var(--soft); font-size:13px; padding:2px 0; }
        th { text-align:left; color:var(--soft); font-weight:600; font-size:13px; } th, td { padding:7px 10px 7px 0; border-bottom:1px solid var(--line); vertical-align:top; overflow-wrap:break-word; }
          th, td:first-child, td.line { white-space:nowrap; } td:last-child { overflow-wrap:anywhere; }
        dl { margin:4px 0; font-size:13px; color:var(--soft); } dl div { display:grid; grid-template-columns:9em 1fr; gap:8px; } dt { overflow-wrap:anywhere; } dd { margin:0; overflow-wrap:anywhere; color:var(--text); }
        tr.good, tr.bad, tr.warn { color:var(--text); } tr.good td:first-child { color:var(--good); } tr.bad td:first-child { color:var(--bad); font-weight:600; } tr.warn td:first-child { color:var(--warn); }
        .scroll { overflow-x:auto; border:1px solid var(--line); border-radius:8px; background:var(--panel); padding:8px; }
        .timeline { display:flex; padding-left:0; } .timeline svg { display:block; flex:1 0 auto; width:0; min-width:600px; overflow:visible; }
        .names { position:sticky; left:0; flex:none; max-width:130px; padding:0 10px 0 8px; background:var(--panel); font-size:12px; white-space:nowrap; } .names span { display:block; overflow:hidden; text-overflow:ellipsis; } .names .slot { padding-left:12px; } .names .soft { font-size:11px; }
        .few { display:grid; grid-template-columns:repeat(auto-fit, minmax(240px, 1fr)); column-gap:20px; }
        .cards { display:grid; grid-template-columns:repeat(auto-fill, minmax(220px, 1fr)); gap:8px; list-style:none; margin:6px 0 14px; padding:0; font-size:13px; }
          .cards li { background:var(--panel); border:1px solid var(--line); border-radius:6px; padding:6px 10px; overflow-wrap:anywhere; } .cards .soft { display:block; font-size:12px; } .cards li.out { border:2px solid var(--bad); } .cards li.master { border:2px solid var(--good); } h3 .soft { font-weight:400; }
        svg text { fill:var(--text); font:12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; } svg .soft { fill:var(--soft); } svg .axis { stroke:var(--line); stroke-width:1; }
        svg .serve { fill:var(--serve); } svg .preparing { fill:var(--preparing); } svg .stopping { fill:var(--stopping); } svg .starting { fill:var(--starting); } svg .joining { fill:var(--joining); }
        svg .recovering { fill:var(--recovering); } svg .soaking { fill:var(--soaking); } svg .rollingback { fill:var(--rollingback); } svg .failed { fill:var(--failed); }
        svg .hgreen { fill:var(--hgreen); } svg .hyellow { fill:var(--hyellow); } svg .hred { fill:var(--hred); } svg .hnone { fill:var(--hnone); } svg .gap { fill:var(--gap); } svg .wait { fill:var(--wait); }
        .legend { display:flex; flex-wrap:wrap; gap:4px 16px; margin:8px 2px; font-size:13px; color:var(--soft); } .legend i { display:inline-block; width:12px; height:12px; border-radius:3px; margin-right:6px; vertical-align:-1px; }
        details { margin:8px 0; } summary { cursor:pointer; color:var(--link); }
        @media (max-width:640px) { main { padding:16px 12px 48px; } h1 { font-size:22px; } thead { position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%); }
          table, tbody, tr, td, caption { display:block; width:100%; } tr { border:1px solid var(--line); border-radius:8px; padding:6px 12px; margin:8px 0; background:var(--panel); } td, td:first-child, td.line { display:grid; grid-template-columns:5.5em minmax(0, 1fr); gap:0 8px; border:0; padding:3px 0; overflow-wrap:anywhere; white-space:normal; }
          td:empty { display:none; } td::before { content:attr(data-head); grid-row:1 / span 9; color:var(--soft); font-size:12px; line-height:22px; } td > * { grid-column:2; } dl div { grid-template-columns:1fr; gap:0; margin:0 0 4px; } .cards { grid-template-columns:repeat(auto-fill, minmax(150px, 1fr)); } }
        @media print { .scroll { overflow:visible; } details { display:block; } }
        """;
}
