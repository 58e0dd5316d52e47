"""Personal data where not everybody who looks needs it."""


def masked(text: str) -> str:
    """Personal data as a list may show it: `022185001234` as `022******234`, `Trần Thị Mẫu` as `T… T… M…`."""
    return " ".join(
        f"{word[:3]}{'*' * (len(word) - 6)}{word[-3:]}" if len(word) > 8 and word.isdigit() else f"{word[:1]}…"
        for word in text.split()
    )
