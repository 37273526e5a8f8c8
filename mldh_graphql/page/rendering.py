"""Templates and files: how what is known becomes an answer to a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from mldh_graphql.page import addresses, wording

_STYLES: Final = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)

_FILES: Final = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "explorer.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("mldh_graphql.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        duration=wording.duration,
        moment=wording.moment,
        json=wording.indented_json,
    )
    environment.globals.update(
        browse_address=addresses.browse_address,
        entity_address=addresses.entity_address,
        file_address=_file_address,
        platform_name=wording.platform_name,
        run_duration=wording.run_duration,
        run_status=wording.run_status,
        web_address=addresses.web_address,
    )
    return environment


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """Answer with a page.

    A browser then loads nothing from elsewhere, runs no script but the page's own, and shows the
    page in no frame; whatever somebody managed to store.

    Args:
        template: Which one.
        status: The HTTP status.
        values: What the template shows.
    """
    html = _templates().get_template(template).render(values)
    styles = " ".join(f"'{_digest(style)}'" for style in _STYLES.findall(html))
    policy = (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        f"style-src 'self' {styles}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {**_HEADERS, "Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return Response(html, status, headers, "text/html; charset=utf-8")


def file(name: str) -> Response | None:
    """Answer with one of the page's own files; ``None`` if there is none of this name."""
    if name not in _FILES:
        return None
    # The address changes together with the file.
    headers = {**_HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_content(name), 200, headers, _FILES[name])


_HEADERS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Without any, browsers would not say either that a form is the page's own.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def _file_address(name: str) -> str:
    return f"/page/{name}?{hashlib.sha256(_content(name)).hexdigest()[:12]}"


@lru_cache
def _content(name: str) -> bytes:
    return (files("mldh_graphql.page") / "static" / name).read_bytes()


def _digest(style: str) -> str:
    # The style of a picture stands inside it, so that it is whole wherever it is shown.
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
