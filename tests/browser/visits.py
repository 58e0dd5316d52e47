"""Where the pages of the application are, and who visits them. What is no page is named too, so that nothing is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.browser.site import BROKEN, HOSTILE, Site
from workers.identity import ROLES


@dataclass(frozen=True)
class Visit:
    """A page as one who has these roles comes to it. `{dossier}` and the like stand for what the site has."""

    name: str
    address: str
    roles: tuple[str, ...] = ("operator",)
    scripted: bool = False
    """Whether it needs JavaScript."""
    refusals: tuple[int, ...] = ()
    """Statuses of refusals that its script deals with: somebody else has the dossier."""

    def at(self, site: Site) -> str:
        """Its address on this site."""
        found = site.dossiers
        return self.address.format(
            dossier=found["ho-so-03"], broken=found[BROKEN], hostile=found[HOSTILE], batch=site.batch, lot=site.lot
        )


VISITS: Mapping[str, tuple[Visit, ...]] = {
    "/": (
        Visit("dossiers", "/"),
        Visit("dossiers-found", "/?q=quyet+dinh&state=done"),
        Visit("dossiers-none", "/?q=khong+co+gi"),
        Visit("dossiers-everybody", "/", ROLES),
    ),
    "/dossiers/{dossier}": (
        Visit("dossier", "/dossiers/{dossier}"),
        Visit("dossier-everybody", "/dossiers/{dossier}", ROLES),
        Visit("dossier-broken", "/dossiers/{broken}"),
        Visit("dossier-hostile", "/dossiers/{hostile}"),
    ),
    "/batches": (Visit("batches", "/batches"),),
    "/batches/{batch}": (Visit("batch", "/batches/{batch}"),),
    "/operations": (Visit("operations", "/operations"),),
    "/search": (
        Visit("search", "/search"),
        Visit("search-masked", "/search?query=quyet+dinh"),
        Visit("search-open", "/search?query=khai+sinh", ("reviewer",)),
        Visit("search-none", "/search?name=khong+co+ai", ("auditor",)),
    ),
    "/review": (Visit("review", "/review", ("reviewer",)), Visit("review-auditor", "/review", ("auditor",))),
    "/review/fields": (Visit("review-fields", "/review/fields?field=subject", ("reviewer",), scripted=True),),
    "/review/{dossier}": (Visit("review-dossier", "/review/{dossier}", ("reviewer",), scripted=True, refusals=(409,)),),
    "/lots": (Visit("lots", "/lots", ("checker",)), Visit("lots-auditor", "/lots", ("auditor",))),
    "/lots/{lot}": (Visit("lot", "/lots/{lot}", ("approver",)),),
    "/lots/{lot}/inspect": (Visit("inspect", "/lots/{lot}/inspect", ("checker",)),),
    "/suggestions": (
        Visit("suggestions", "/suggestions", ("checker",)),
        Visit("suggestions-auditor", "/suggestions", ("auditor",)),
    ),
    "/sign-in": (Visit("sign-in", "/sign-in", ()),),
    "/me": (Visit("me", "/me", ("reviewer",)),),
    "/password": (Visit("password", "/password"),),
    "/users": (Visit("users", "/users", ("admin",)),),
    "/audit": (Visit("audit", "/audit", ("auditor",)), Visit("audit-none", "/audit?user=nobody", ("auditor",))),
}
"""Route to the visits that show what it can look like."""

NO_PAGES = {
    "/dossiers/{dossier}/pages/{number}.jpg": "image",
    "/dossiers/{dossier}/{name}": "download",
    "/batches/{batch}/report.{kind}": "download",
    "/audit/rows.{kind}": "download",
    "/suggestions/wordings.yaml": "download",
    "/suggestions/crops/{name}.jpg": "image",
    "/healthz": "for machines",
    "/readyz": "for machines",
    "/metrics": "for machines",
    "/review/{dossier}/state": "for scripts",
    "/review/{dossier}/crops/{number}.jpg": "image",
}
"""Other addresses that answer GET."""

ALL = [visit for visits in VISITS.values() for visit in visits]
