"""Check a deployment from outside, as an attacker would: nothing is believed, everything is asked (LY-20)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from tierline.deploy.door import Answer, Door, Header, basic
from tierline.messages import N_, Message

PAGE = "/voila/render/home.ipynb"
FORGED = "X-Tierline-User"
SECRET = "X-Tierline-Secret"
SEEN_AS = "x-tierline-visitor"
MISDIRECTED = 421  # for a host that is not served here
REFUSED = frozenset({400, 403, 404})
BLOCKED = (
    "/voila/files/home.ipynb",
    "/voila/query/00000000-0000-0000-0000-000000000000",
    "/voila/tree",
    "/voila/api/contents",
    "/api/kernels",
    "/api/sessions",
    "/api/contents",
    "/api/terminals",
    "/login",
    # detours that one program may read as one of the above and the other as something harmless
    "/voila/files/%2e%2e/static/voila.js",
    "/voila/static/..%2ffiles/home.ipynb",
    "//voila/files/home.ipynb",
    "/voila/static/../files/home.ipynb",
)


@dataclass(frozen=True)
class Finding:
    """One question, whether the answer was the right one, and what it was."""

    what: Message
    fine: bool
    told: str


def check(door: Door, login: str, password: str, direct: Door | None = None) -> Iterator[Finding]:
    """Yield what was found, question by question.

    Parameters
    ----------
    door : Door
        The address that people open.
    login, password : str
        One who may log in; two pages are opened in this name and left again.
    direct : Door, optional
        The apps' own address behind the proxy, where this program runs on the server.
    """
    astray = _other_host(door)
    if astray is not None:
        yield astray
        return
    yield _encrypted(door)
    yield from _strangers(door, login)
    yield from _blocked(door, basic(login, password))
    yield from _visitor(door, login, password)
    if direct is not None:
        yield from _past_the_proxy(direct, login)


def _other_host(door: Door) -> Finding | None:
    """Return the finding of an address that the server does not serve; nothing else can be asked there."""
    answer = door.ask(PAGE)
    if answer.status != MISDIRECTED:
        return None
    said = Message(
        N_(
            "the server does not serve this name ({url}): it answers only to the host it was set up for. "
            "Give that name in --url (server_name in the nginx file), or set it up anew with "
            "`tierline deploy nginx --host`"
        ),
        {"url": door.url},
    )
    return Finding(said, False, str(answer.status))


def _encrypted(door: Door) -> Finding:
    if door.loopback and not door.safe:
        return Finding(Message(N_("passwords stay on this computer (http to itself)")), True, "http")
    return Finding(Message(N_("passwords travel encrypted (https)")), door.safe, door.url.split(":")[0])


def _strangers(door: Door, login: str) -> Iterator[Finding]:
    answer = door.ask(PAGE)
    yield _refused(Message(N_("without a password nothing is shown")), answer, {401})
    answer = door.ask(PAGE, [(FORGED, login)])
    yield _refused(Message(N_("a forged name without a password is not believed")), answer, {401})
    answer = door.ask(PAGE, [basic(login, uuid.uuid4().hex)])
    yield _refused(Message(N_("a wrong password is refused")), answer, {401})


def _blocked(door: Door, password: Header) -> Iterator[Finding]:
    for path in BLOCKED:
        answer = door.ask(path, [password])
        yield _refused(Message(N_("{path} is closed"), {"path": path}), answer, REFUSED)


def _visitor(door: Door, login: str, password: str) -> Iterator[Finding]:
    known = basic(login, password)
    page = door.ask(PAGE, [known])
    seen = page.headers.get(SEEN_AS, "")
    yield Finding(
        Message(N_("'{login}' is let in, and is taken for nobody else"), {"login": login}),
        page.status == 200 and _name(seen) == login,
        f"{page.status} {_name(seen)}".strip(),
    )
    other = f"not-{login}"
    forged = door.ask(PAGE, [known, (FORGED, other), (SECRET, "forged"), (FORGED, other)])
    seen = forged.headers.get(SEEN_AS, "")
    yield Finding(
        Message(N_("a forged name beside a password is ignored")),
        _name(seen) == login,
        _name(seen) or str(forged.status),
    )
    yield from _kernels(door, known, page)
    for one in (page, forged):
        if one.kernel:
            door.ask(f"/voila/api/shutdown/{one.kernel}", [known, ("Origin", door.url)], "POST")


def _kernels(door: Door, known: Header, page: Answer) -> Iterator[Finding]:
    if not page.kernel:
        yield Finding(Message(N_("the page brings its kernel along")), False, str(page.status))
        return
    own = [known, ("Origin", door.url)]
    status = door.open_socket(page.kernel, own)
    yield Finding(Message(N_("the socket to the own kernel opens")), status == 101, str(status))
    status = door.open_socket(page.kernel, [known, ("Origin", "https://elsewhere.example")])
    yield Finding(Message(N_("a foreign page cannot open it")), status == 403, str(status))
    status = door.open_socket(page.kernel)
    yield Finding(Message(N_("without a password it does not open")), status == 401, str(status))
    status = door.open_socket(str(uuid.uuid4()), own)
    yield Finding(
        Message(N_("a kernel that is not one's own does not answer")), status in REFUSED, str(status)
    )


def _past_the_proxy(direct: Door, login: str) -> Iterator[Finding]:
    for what, headers in (
        (N_("past the web server nothing is shown"), []),
        (N_("past the web server a forged name is not believed"), [(FORGED, login)]),
        (
            N_("past the web server a wrong secret is not believed"),
            [(FORGED, login), (SECRET, uuid.uuid4().hex * 3)],
        ),
    ):
        yield _refused(Message(what), direct.ask(PAGE, headers), {403})


def _refused(what: Message, answer: Answer, right: set[int] | frozenset[int]) -> Finding:
    fine = answer.status in right and answer.kernel is None
    return Finding(what, fine, str(answer.status))


def _name(header: str) -> str:
    """Return the login that a header spells: UTF-8 under one character a byte."""
    return header.encode("latin-1", "replace").decode("utf-8", "replace")
