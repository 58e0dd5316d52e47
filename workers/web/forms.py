"""Forms that change something are only taken from our own pages, not from another site in the same browser."""

from __future__ import annotations

from fastapi import HTTPException, Request


def from_our_page(request: Request) -> None:
    """A dependency of everything that is posted. Raises 403 when another site sent the form, or nobody says who did.

    Browsers tell in `Sec-Fetch-Site` (Fetch Metadata), where the connection is not safe or they are old in `Origin` (RFC 6454).
    The name of the server itself is checked before (`TrustedHostMiddleware`).
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        ours = site == "same-origin"
    else:
        scheme, _, server = request.headers.get("origin", "").partition("://")
        ours = scheme in ("http", "https") and server == request.headers.get("host")
    if not ours:
        raise HTTPException(403)
