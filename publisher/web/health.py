"""/health: that the process answers."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse


def router() -> APIRouter:
    routes = APIRouter()

    @routes.get("/health")
    def health() -> PlainTextResponse:
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    return routes
