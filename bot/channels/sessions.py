"""Who is writing, without an account: a signed cookie with an opaque conversation id, and signed form tokens."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

SESSION_AGE = 7 * 24 * 3600
FORM_AGE = 24 * 3600
_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Sessions:
    """Reads and writes the session cookie. ``public_url`` decides whether the cookie needs https."""

    secret: str = field(repr=False)
    public_url: str

    @property
    def secure(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def cookie(self) -> str:
        """``__Host-`` keeps a neighbouring subdomain from setting it; browsers take it over https only."""
        return "__Host-ventanilla" if self.secure else "ventanilla"

    def conversation(self, request: Request) -> str | None:
        """The conversation id of the request's cookie, None when there is none or it is forged or too old."""
        value = self._load("session", request.cookies.get(self.cookie, ""), SESSION_AGE)
        return value if isinstance(value, str) and _CONVERSATION.fullmatch(value) else None

    def conversation_or_new(self, request: Request) -> str:
        """The same, or a new conversation's id."""
        return self.conversation(request) or new_conversation()

    def open(self, response: Response, conversation: str) -> None:
        # No Max-Age: on a shared computer the conversation ends with the browser.
        response.set_cookie(
            self.cookie,
            self._serializer("session").dumps(conversation),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def form_token(self, conversation: str) -> str:
        """A token for the forms of one page: it says whose page it is, and which page, so that a form counts once."""
        return str(self._serializer("form").dumps([conversation, secrets.token_urlsafe(12)]))

    def nonce(self, token: str, conversation: str) -> str | None:
        """The page's nonce, None when the token is forged, too old or of another conversation."""
        value = self._load("form", token, FORM_AGE)
        if not isinstance(value, list) or len(value) != 2 or value[0] != conversation:
            return None
        return str(value[1])

    def _load(self, purpose: str, token: str, age: int) -> object:
        try:
            return self._serializer(purpose).loads(token, max_age=age)
        except BadSignature:
            return None

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt=f"ventanilla.{purpose}")


def new_conversation() -> str:
    """An opaque id of 128 random bits."""
    return secrets.token_urlsafe(16)


def is_same_origin(request: Request, public_url: str) -> bool | None:
    """Whether a form was sent by one of our own pages; None when the client does not say, as very old browsers do."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return None
    return urlsplit(origin).netloc in (urlsplit(public_url).netloc, request.headers.get("host"))
