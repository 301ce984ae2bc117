"""Serve the pages on this machine, to this machine only."""

from __future__ import annotations

import socket
import threading
import webbrowser
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.explore.app import create
from pipeline.explore.labels import Language
from pipeline.explore.security import Guard

LOOPBACK = "127.0.0.1"


class ServeError(Exception):
    """A port that cannot be had; the message says what to try."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `gangmu explore` was asked: `port` 0 takes any that is free."""

    out: Path
    port: int
    who: str
    language: Language | None = None
    lexicons: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that is ready to run, at `address`."""

    address: str
    server: uvicorn.Server
    listening: socket.socket

    def run(self, *, browse: bool) -> None:
        """Serve until interrupted; `browse` opens the address in the browser."""
        if browse:
            threading.Timer(0.5, webbrowser.open, [self.address]).start()
        self.server.run([self.listening])


def prepare(options: Options) -> Serving:
    """Open the tables and the port. Raises ServeError, StoreError, LexiconError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, options.port))
    except OSError as error:
        listening.close()
        raise ServeError(f"port {options.port} cannot be had ({error.strerror}); try --port 0 for any") from error
    port = listening.getsockname()[1]
    app = create(options.out, Guard.on(port), options.who, options.language, options.lexicons)
    config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off", timeout_graceful_shutdown=1)
    return Serving(f"http://{LOOPBACK}:{port}/", uvicorn.Server(config), listening)
