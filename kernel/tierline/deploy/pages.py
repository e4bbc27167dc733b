"""What nginx itself says when it lets nothing through: one short page each, in both languages at once.

The visitor's language is not known where the apps are not asked. A page asks for nothing from anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from tierline.messages import N_, translate

# page -> (title, what happened and what to do)
PAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "400": (
            N_("The server does not take this request"),
            N_("The address or the way it was asked is not one that is used here. Open the start page."),
        ),
        "401": (
            N_("Name and password are needed"),
            N_(
                "Reload the page and log in. If your password is not taken, ask whoever looks after this "
                "server."
            ),
        ),
        "403": (
            N_("This is closed to you"),
            N_(
                "Nothing of others is shown, and nothing that is not meant for a browser. Open the start "
                "page."
            ),
        ),
        "404": (
            N_("There is nothing at this address"),
            N_("Look for a slip in the address, or open the start page."),
        ),
        "429": (
            N_("Too many requests at once"),
            N_("Wait a minute and reload the page. Close pages that you do not need."),
        ),
        "502": (
            N_("Tierline does not answer right now"),
            N_(
                "It is being started, or is at work on something large. Wait a minute and reload the page; "
                "what was on record is still there. If it stays so, tell whoever looks after this server."
            ),
        ),
    }
)
# status of nginx -> page
SHOWN: Mapping[int, str] = MappingProxyType(
    dict.fromkeys((400, 405, 408, 413, 414, 421), "400")
    | {401: "401", 403: "403", 404: "404", 429: "429"}
    | dict.fromkeys((500, 502, 503, 504), "502")
)
_START = N_("Start page")
_LOOK = (
    "body{margin:0;font:16px/1.6 system-ui,'Noto Sans','Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
    "color:#1c2530;background:#f4f6f8}"
    "main{max-width:40rem;margin:12vh auto 0;padding:1.5rem 2rem;background:#fff;border:1px solid #dfe4ea}"
    "h1{font-size:1.25rem;margin:0 0 .25rem}p{margin:0 0 .75rem}section+section{border-top:1px solid #dfe4ea;"
    "padding-top:1rem;margin-top:1rem}small,a{color:#4a5866}"
    "@media(prefers-color-scheme:dark){body{color:#e6eaef;background:#12171d}"
    "main{background:#1a2129;border-color:#36414d}section+section{border-color:#36414d}"
    "small,a{color:#b3bfcb}}"
)


def page(name: str) -> str:
    """Return one of ``PAGES`` as HTML, English and Chinese below each other."""
    title, what = PAGES[name]
    told = "".join(_section(language, tag, title, what) for language, tag in (("zh", "zh-CN"), ("en", "en")))
    both = " · ".join(translate(title, language) for language in ("zh", "en"))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(both)}</title>\n<style>{_LOOK}</style>\n</head>\n"
        f"<body><main>{told}<small>Tierline · {name}</small></main></body>\n</html>\n"
    )


def _section(language: str, tag: str, title: str, what: str) -> str:
    start = f'<a href="/">{escape(translate(_START, language))}</a>'
    return (
        f'<section lang="{tag}"><h1>{escape(translate(title, language))}</h1>'
        f"<p>{escape(translate(what, language))}</p><p>{start}</p></section>"
    )


def directives() -> str:
    """Return the part of nginx's configuration that shows the pages, with the place of its folder open."""
    lines = []
    for name in PAGES:
        statuses = " ".join(str(status) for status, shown in SHOWN.items() if shown == name)
        lines += [
            f"    error_page {statuses} @tierline_{name};",
            f"    location @tierline_{name} {{",
            "        auth_basic off;",
            '        root "@FOLDER@/pages";',
            f"        try_files /{name}.html ={name};",
            "    }",
        ]
    return "\n".join(lines)
