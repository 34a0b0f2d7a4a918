/// The style of the page. Its hash stands in the policy of the page, so nothing else on it can style anything.
pub(super) const STYLE: &str = "\
body{font:14px/1.4 system-ui,sans-serif;margin:2em;max-width:72em}\
h1{font-size:1.3em}code,td,.id{font-family:ui-monospace,monospace}\
.cycle{border:1px solid #ccc;border-radius:4px;margin:1em 0;padding:.5em 1em}\
.cycle.fails{border-color:#b00}.fail{color:#b00}.ok{color:#070}\
svg{width:100%;height:auto;display:block}svg text{font:11px ui-monospace,monospace;fill:#222}\
.b-ok{fill:#5a9e6f}.b-error{fill:#c0392b}.b-denied{fill:#d68910}.b-cancelled{fill:#888}.b-open{fill:#7d3c98}.b-note{fill:#2e86c1}\
table{border-collapse:collapse}td,th{padding:.1em .8em;text-align:right}td:first-child,th:first-child{text-align:left}\
#f-error:checked~.cycle:not(.o-error),#f-denied:checked~.cycle:not(.o-denied),\
#f-cancelled:checked~.cycle:not(.o-cancelled),#f-open:checked~.cycle:not(.o-open),\
#f-fails:checked~.cycle:not(.fails){display:none}";

/// Its SHA-256 in base64.
pub(super) const STYLE_HASH: &str = "WLTI6abJ498sanHbZzkOBmQKpof4TmwJLojVgHOyz0Q=";
