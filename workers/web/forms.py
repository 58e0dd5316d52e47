"""Forms that change something are only taken from our own pages, not from another site in the same browser."""

from __future__ import annotations

from starlette.datastructures import Headers


def is_ours(headers: Headers) -> bool:
    """Whether our own page sent it. False when another site did, or nobody says who did.

    Browsers tell in `Sec-Fetch-Site` (Fetch Metadata), where the connection is not safe or they are old in `Origin` (RFC 6454).
    The name of the server itself is checked before (`TrustedHostMiddleware`).
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    scheme, _, server = headers.get("origin", "").partition("://")
    return scheme in ("http", "https") and server == headers.get("host")
