"""Colours that can be read: contrast by WCAG 2.2 (relative luminance, 1.4.3), and the dark-ground tint."""

import re

WHITE = "#ffffff"
# As templates/shared/palette.jinja has it: contrast is checked against what mails and pages stand on.
DARK_GROUND = "#181715"
ENOUGH = 4.5
# A derived tint aims higher than it must, so that it also reads on a slightly lighter panel.
COMFORTABLE = 6.0
HEX = re.compile(r"#[0-9a-f]{6}")
LINEAR_BELOW = 0.04045


def is_colour(word: str) -> bool:
    """Whether it is written '#1d4f5c' (small letters)."""
    return HEX.fullmatch(word) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def dark_tint(colour: str) -> str:
    """The colour mixed with white until it reads on the dark ground."""
    for hundredths in range(101):
        mixed = [round(part + (255 - part) * hundredths / 100) for part in _parts(colour)]
        tint = "#{:02x}{:02x}{:02x}".format(*mixed)
        if contrast(tint, DARK_GROUND) >= COMFORTABLE:
            return tint
    return WHITE


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
