"""Adds to types that other files declare, so that a label which turned up in practice needs no copy of its type."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from extractor.profiles.model import Extension, Profile
from extractor.values.text import fold

Fault = tuple[tuple[int | str, ...], str]
"""Where in the file something is wrong, as a path of keys, and what."""


def extended(
    profiles: Sequence[Profile], more: Mapping[str, Extension], shared: Collection[str]
) -> tuple[tuple[Profile, ...], tuple[Fault, ...]]:
    """The types, those that `more` names with what it adds, and what is wrong in `more`. `shared`: fields of the header."""
    faults = [fault for name, extension in more.items() for fault in _faults(profiles, name, extension, shared)]
    return tuple(each.extended(more[each.name]) if each.name in more else each for each in profiles), tuple(faults)


def announced(profile: Profile) -> dict[tuple[str | None, str], str]:
    """Section and folded label → the field that it announces there."""
    return {(spec.section, fold(anchor)): name for name, spec in profile.fields.items() for anchor in spec.anchors}


def _faults(profiles: Sequence[Profile], name: str, more: Extension, shared: Collection[str]) -> Iterator[Fault]:
    profile = next((each for each in profiles if each.name == name), None)
    if profile is None:
        yield ("extends", name), f"there is no type “{name}” to add to"
        return
    titles = {fold(title): each.name for each in profiles for title in each.titles}
    for index, title in enumerate(more.titles):
        owner = titles.get(fold(title), name)
        if owner != name:
            yield ("extends", name, "titles", index), f"the title “{title}” already belongs to {owner}"
    for index, field in enumerate(more.keyed_twice):
        if field not in profile.fields and field not in shared:
            yield ("extends", name, "keyed_twice", index), f"“{field}” is no field of this type"
    owners = announced(profile)
    for field, wordings in more.fields.items():
        place = ("extends", name, "fields", field)
        spec = profile.fields.get(field)
        if spec is None:
            yield place, f"“{field}” is not among this type's own fields: {', '.join(profile.fields) or 'it has none'}"
            continue
        for index, anchor in enumerate(wordings.anchors):
            owner = owners.setdefault((spec.section, fold(anchor)), field)
            if owner != field:
                yield (*place, "anchors", index), f"“{anchor}” already announces {owner}"
