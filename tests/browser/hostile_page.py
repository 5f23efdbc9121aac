"""A saved page that tries to run, to navigate, to cover what is around it and to reach a server, in every way we know."""
# ruff: noqa: E501 - markup as it would be found

from __future__ import annotations


def hostile(at):
    """Return the page; `at` is the address of the server that counts."""
    return f"""<!doctype html><html><head><base href="{at}/base/"><meta http-equiv="refresh" content="0;url={at}/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src *"><link rel="stylesheet" href="{at}/l.css"><link rel="prefetch" href="{at}/pre">
<link rel="dns-prefetch" href="{at}"><link rel="icon" href="{at}/icon"><script src="{at}/s.js"></script><script>top.owned=1;parent.owned=1;fetch("{at}/f")</script>
<style>@import "{at}/i.css";@import url({at}/i2.css);@\\69mport "{at}/i3.css";body{{background:url({at}/bg)}}[data-block="0"]{{background:u\\72l({at}/css)}}
p{{list-style:image-set("{at}/set" 1x);cursor:url({at}/cur),auto}}@font-face{{font-family:x;src:url({at}/font)}}*{{font-family:x}}
.cover{{position:fixed;inset:0;z-index:2147483647;background:red;pointer-events:auto!important}}[data-block]{{display:inline!important;opacity:0!important}}</style></head>
<body onload="top.owned=2" background="{at}/body"><div class="cover" style="background:url('{at}/inline')!important">covers everything here</div>
<iframe src="{at}/frame" srcdoc="<script>top.owned=3</script>"></iframe><object data="{at}/o"></object><embed src="{at}/e"><img src="{at}/img" srcset="{at}/ss 2x" onerror="top.owned=4">
<picture><source srcset="{at}/src"><img src="x" onerror="top.owned=5"></picture><video src="{at}/v" poster="{at}/poster" autoplay></video><audio src="{at}/a" autoplay></audio>
<svg onload="top.owned=6"><script>top.owned=7</script><image href="{at}/svg"/><use href="{at}/use#x"/><foreignObject><img src="{at}/fo"></foreignObject><animate onbegin="top.owned=8"/>
<a xlink:href="javascript:top.owned=9"><text>svg link text</text></a><style>rect{{fill:url({at}/fill#x)}}</style></svg>
<form action="{at}/form" method="post" id="form"><input name="querySelectorAll" autofocus onfocus="top.owned=10"><button formaction="{at}/fa">send this form</button></form>
<p><a href="javascript:top.owned=11" ping="{at}/ping">a link that runs a script when it is clicked</a> <a href="{at}/top" target="_top">a link that leaves</a></p>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=top.owned=12&gt;"></style></mglyph></table></mtext></math>
<template><img src="{at}/template"></template><noscript><img src="{at}/noscript"><p title="</noscript><img src=x onerror=top.owned=13>">noscript text of the page</p></noscript>
<p style="background-image:-webkit-image-set('{at}/wset' 1x)">The words of the hostile page that are content for all that.</p>
<frameset><frame src="{at}/fs"></frameset><table background="{at}/table"><tr><td>cell of a table</td></tr></table><input type="image" src="{at}/ii"></body></html>"""
