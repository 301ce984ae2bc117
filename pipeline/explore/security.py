"""Who may talk to the pages, and what a page may do.

The server is bound to this machine, which keeps other machines out, but not other sites in the reader's browser. So:
the Host header must be this machine's (a foreign name that is made to resolve to 127.0.0.1 does not pass); a request
that changes something must come from a page of this process (Origin, Sec-Fetch-Site, and a secret that stands in the
form and in a cookie that other sites' requests do not carry); and no page runs, loads or sends anything but from here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "gangmu_token"
FIELD = "token"
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Guard:
    """What this process answers to: its host names, and the secret of its forms."""

    hosts: frozenset[str]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @classmethod
    def on(cls, port: int, names: Iterable[str] = ("127.0.0.1", "localhost")) -> Guard:
        """The guard of a server at `port` of this machine."""
        return cls(frozenset(f"{name}:{port}" for name in names))

    def refuses(self, request: Request) -> str | None:
        """Why a request that would change something is refused before its form is read, or None."""
        headers = request.headers
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return "the request comes from another site"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc not in self.hosts:
            return "the request comes from another origin"
        if not secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), self.token.encode()):
            return "the page is of an earlier start of gangmu explore; load it again"
        return None

    def accepts(self, token: object) -> bool:
        """Whether `token`, of a form, is this process's."""
        return isinstance(token, str) and secrets.compare_digest(token.encode(), self.token.encode())


@dataclass(frozen=True, slots=True)
class Guarded:
    """`app` behind `guard`: other hosts are refused, every answer carries the headers."""

    app: ASGIApp
    guard: Guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refusal = None
        if Headers(scope=scope).get("host", "").lower() not in self.guard.hosts:
            refusal = PlainTextResponse("gangmu explore answers to this machine's own name only\n", 421)
        elif request.method not in SAFE and (reason := self.guard.refuses(request)):
            refusal = PlainTextResponse(f"refused: {reason}\n", 403)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await (refusal or self.app)(scope, receive, with_headers)
