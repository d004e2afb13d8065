"""The gateway: assembles the web application from its parts. It imports neither Rasa nor TensorFlow."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from bot.channels.engine_client import EngineClient
from bot.channels.limits import Rate, RateLimiter
from bot.channels.middleware import BodyLimit, SecurityHeaders
from bot.channels.sessions import Sessions
from bot.channels.web import ConversationPages, ErrorPages, HealthPages, Library, Pages, ProcedurePages
from bot.channels.web.dialogue import Dialogue
from bot.channels.web.downloads import DownloadPages
from bot.channels.web.pages import static_files
from bot.channels.web.procedures import Find
from bot.conversations import SavedLists, Transcript, connect


@dataclass(frozen=True)
class GatewayConfig:
    """What the gateway needs to know. ``deadline`` is in seconds; ``sources`` are the folders of source documents."""

    engine_url: str
    engine_secret: str = field(repr=False)
    session_secret: str = field(repr=False)
    database_url: str
    public_url: str
    sources: tuple[Path, ...] = (Path("knowledge/fuentes"),)
    deadline: float = 12.0
    session_rate: Rate = Rate(burst=10, per_minute=20)
    # Mobile operators put many people behind one address.
    address_rate: Rate = Rate(burst=60, per_minute=120)


def create_app(config: GatewayConfig, *, library: Library, find: Find) -> ASGIApp:
    """The application. ``find`` searches the library."""
    database = connect(config.database_url)
    transcript = Transcript(database, patience=dt.timedelta(seconds=config.deadline + 5))
    lists = SavedLists(database)
    engine = EngineClient(config.engine_url, config.engine_secret, deadline=config.deadline)
    pages, sessions = Pages(), Sessions(config.session_secret, config.public_url)
    conversation = ConversationPages(
        pages,
        Dialogue(transcript, engine),
        library,
        sessions=sessions,
        by_session=RateLimiter(config.session_rate),
        by_address=RateLimiter(config.address_rate),
    )
    procedures = ProcedurePages(pages, library, find=find, sources=config.sources, public_url=config.public_url)
    downloads = DownloadPages(library, lists, limiter=RateLimiter(config.address_rate), public_url=config.public_url)
    app = Starlette(
        routes=[
            *conversation.routes(),
            *procedures.routes(),
            *downloads.routes(),
            *HealthPages(engine, library).routes(),
            static_files(),
        ],
        middleware=[Middleware(BodyLimit)],
        exception_handlers=ErrorPages(pages).handlers(),
        lifespan=_lifespan(transcript, lists, engine),
    )
    # Outside of Starlette's own stack, so that the page of an unforeseen error has the headers too.
    return SecurityHeaders(app, https=sessions.secure)


def _lifespan(
    transcript: Transcript, lists: SavedLists, engine: EngineClient
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(transcript.create)
        await run_in_threadpool(lists.create)
        yield
        await engine.close()
        await run_in_threadpool(transcript.close)

    return lifespan
