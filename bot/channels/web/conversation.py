"""The conversation page: a form that is posted, answered, and shown by a redirect. No JavaScript is needed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.answers import Button
from bot.answers.naming import display_name
from bot.channels.limits import RateLimiter, address_key
from bot.channels.sessions import Sessions, is_same_origin, new_conversation
from bot.channels.web.dialogue import Dialogue, answers_of
from bot.channels.web.forms import read_form
from bot.channels.web.pages import Pages
from bot.channels.web.procedures import Library
from bot.channels.web.texts import ASKED_ABOUT, FAILURES, NOTICES, REFUSALS
from bot.errors import EngineError, ProcedureNotFound
from bot.protocol import MAX_TEXT
from bot.text import clean

EXAMPLES = (
    "¿Qué necesito para registrarme como importador?",
    "Olvidé la clave del portal de compras públicas",
    "¿Cuánto cuesta la autorización para importar?",
    "¿Qué trámites conoce?",
)


class Refused(Exception):
    """Raised when a message is not taken; ``code`` is a key of REFUSALS, ``typed`` goes back into the field."""

    def __init__(self, code: str, status: int, typed: str = "", **details: object) -> None:
        super().__init__(code)
        self.text = REFUSALS[code].format(**details)
        self.status, self.typed, self.details = status, typed, details


class ConversationPages:
    def __init__(
        self,
        pages: Pages,
        dialogue: Dialogue,
        library: Library,
        *,
        sessions: Sessions,
        by_session: RateLimiter,
        by_address: RateLimiter,
    ) -> None:
        self._pages, self._dialogue, self._library = pages, dialogue, library
        self._sessions, self._by_session, self._by_address = sessions, by_session, by_address

    def routes(self) -> Sequence[Route]:
        return [
            Route("/", self.show),
            Route("/mensajes", self.take_text, methods=["POST"]),
            Route("/respuestas", self.take_button, methods=["POST"]),
            Route("/reintentos", self.retry, methods=["POST"]),
            Route("/preguntas", self.ask_about, methods=["POST"]),
            Route("/borrar", self.confirm_erasing, methods=["GET"]),
            Route("/borrar", self.erase, methods=["POST"]),
            # A reload or a shared address of a posted page leads back to the conversation.
            *(
                Route(path, self.back, methods=["GET"])
                for path in ("/mensajes", "/respuestas", "/reintentos", "/preguntas")
            ),
        ]

    async def show(self, request: Request) -> Response:
        conversation = self._sessions.conversation_or_new(request)
        return await self._page(request, conversation, notice=NOTICES.get(request.query_params.get("aviso", "")))

    async def back(self, _request: Request) -> Response:
        return RedirectResponse("/", 303)

    async def take_text(self, request: Request) -> Response:
        form = await self._form(request)
        conversation = self._sessions.conversation_or_new(request)
        typed = form.get("texto", "")
        try:
            nonce = self._nonce(form, conversation, typed)
            text = _checked(typed)
            self._limit(request, conversation, typed)
        except Refused as refusal:
            return await self._page(request, conversation, refusal=refusal)
        return _to_turn(await self._dialogue.type(conversation, text, nonce))

    async def take_button(self, request: Request) -> Response:
        form = await self._form(request)
        conversation = self._sessions.conversation_or_new(request)
        try:
            nonce = self._nonce(form, conversation)
            button = await self._dialogue.button(conversation, form.get("boton", ""))
            if button is None:
                raise Refused("gone", 404)
            self._limit(request, conversation)
        except Refused as refusal:
            return await self._page(request, conversation, refusal=refusal)
        return _to_turn(await self._dialogue.press(conversation, button, nonce))

    async def retry(self, request: Request) -> Response:
        form = await self._form(request)
        conversation = self._sessions.conversation_or_new(request)
        number = form.get("turno", "")
        try:
            self._nonce(form, conversation)
            if not (number.isascii() and number.isdigit() and len(number) < 16):
                raise Refused("gone", 404)
            self._limit(request, conversation)
        except Refused as refusal:
            return await self._page(request, conversation, refusal=refusal)
        await self._dialogue.retry(conversation, int(number))
        return _to_turn(int(number))

    async def ask_about(self, request: Request) -> Response:
        """The button of a procedure's page, which is the same for everybody and so carries no token of a session."""
        form = await self._form(request, has_token=False)
        conversation = self._sessions.conversation_or_new(request)
        button = await run_in_threadpool(self._about, form.get("tramite", ""), form.get("guia", ""))
        try:
            self._limit(request, conversation)
        except Refused as refusal:
            return await self._page(request, conversation, refusal=refusal)
        response = _to_turn(await self._dialogue.press(conversation, button, form.get("pagina", "")[:64]))
        self._sessions.open(response, conversation)
        return response

    async def confirm_erasing(self, request: Request) -> Response:
        conversation = self._sessions.conversation(request)
        if conversation is None:
            return RedirectResponse("/", 303)
        return self._pages.show(request, "borrar.html", token=self._sessions.form_token(conversation))

    async def erase(self, request: Request) -> Response:
        form = await self._form(request)
        conversation = self._sessions.conversation_or_new(request)
        try:
            self._nonce(form, conversation)
            await self._dialogue.erase(conversation)
        except Refused as refusal:
            return await self._page(request, conversation, refusal=refusal)
        except EngineError:
            return RedirectResponse("/?aviso=sin-borrar", 303)
        response = RedirectResponse("/?aviso=borrada", 303)
        self._sessions.open(response, new_conversation())
        return response

    async def _page(
        self, request: Request, conversation: str, *, refusal: Refused | None = None, notice: str | None = None
    ) -> Response:
        turns = [(turn, answers_of(turn)) for turn in await self._dialogue.turns(conversation)]
        response = self._pages.show(
            request,
            "conversacion.html",
            status=refusal.status if refusal else 200,
            turns=turns,
            failures=FAILURES,
            examples=EXAMPLES,
            refusal=refusal,
            notice=notice,
            token=self._sessions.form_token(conversation),
        )
        if refusal and "seconds" in refusal.details:
            response.headers["Retry-After"] = str(refusal.details["seconds"])
        self._sessions.open(response, conversation)
        return response

    async def _form(self, request: Request, *, has_token: bool = True) -> Mapping[str, str]:
        own = is_same_origin(request, self._sessions.public_url)
        # A client that does not say passes only with a form's token, which another site cannot know.
        if own is False or (own is None and not has_token):
            raise HTTPException(403)
        return await read_form(request)

    def _nonce(self, form: Mapping[str, str], conversation: str, typed: str = "") -> str:
        nonce = self._sessions.nonce(form.get("formulario", ""), conversation)
        if nonce is None:
            raise Refused("stale_form", 403, typed)
        return nonce

    def _limit(self, request: Request, conversation: str, typed: str = "") -> None:
        address = address_key(request.client.host if request.client else None)
        wait = self._by_address.take(address) or self._by_session.take(conversation)
        if wait:
            raise Refused("too_many", 429, typed, seconds=math.ceil(wait))

    def _about(self, procedure_id: str, guide: str) -> Button:
        try:
            procedure = self._library.get(procedure_id)
        except ProcedureNotFound as error:
            raise HTTPException(404) from error
        title, intent = ASKED_ABOUT.get(guide, ASKED_ABOUT[""])
        said = title.format(name=display_name(procedure.name))
        return Button(title=said, intent=intent, entities={"tramite": procedure.id})


def _checked(typed: str) -> str:
    text = clean(typed)
    if not text:
        raise Refused("empty", 422, typed)
    if len(text) > MAX_TEXT:
        raise Refused("too_long", 422, typed, length=len(text), limit=MAX_TEXT)
    return text


def _to_turn(number: int) -> RedirectResponse:
    return RedirectResponse(f"/#turno-{number}", 303)
