"""Small pieces of SVG that the charts are put together from. Every text is escaped; colours come in as a palette."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from desktop.report.figures import plain


@dataclass(frozen=True, slots=True)
class Palette:
    """CSS colours of a chart. ``font`` is a CSS font-family list."""

    ink: str
    muted: str
    line: str
    accent: str
    soft: str
    ground: str
    font: str


SCREEN = Palette(
    "var(--ink)", "var(--muted)", "var(--line)", "var(--accent)", "var(--soft)", "var(--ground)", "inherit"
)
"""Follows the page, light and dark."""


def paper(fonts: tuple[str, ...]) -> Palette:
    """Fixed colours for print, with the fonts that the document uses."""
    quoted = ", ".join(f"'{name}'" for name in fonts)
    return Palette("#1f2933", "#5f6c76", "#d5dbe0", "#1f6f8b", "#d3e5ec", "#ffffff", quoted)


def document(width: float, height: float, title: str, body: list[str], palette: Palette) -> str:
    """The whole picture. ``title`` is read aloud in place of it."""
    label = quoteattr(plain(title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label={label} style="font-family:{escape(palette.font)}">'
        f"{''.join(body)}</svg>"
    )


def rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0, opacity: float = 1) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" rx="{radius:g}" '
        f'style="fill:{fill}" fill-opacity="{opacity:g}"/>'
    )


def line(x0: float, y0: float, x1: float, y1: float, stroke: str, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" style="stroke:{stroke}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def circle(x: float, y: float, radius: float, fill: str, stroke: str = "none") -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" style="fill:{fill};stroke:{stroke}" stroke-width="1.5"/>'


def polygon(points: list[tuple[float, float]], fill: str, stroke: str = "none", opacity: float = 1) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{path}" style="fill:{fill};stroke:{stroke}" fill-opacity="{opacity:g}"/>'


def polyline(points: list[tuple[float, float]], stroke: str, width: float = 1.5, opacity: float = 1) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{path}" style="fill:none;stroke:{stroke}" stroke-width="{width:g}" '
        f'stroke-opacity="{opacity:g}" stroke-linejoin="round" stroke-linecap="round"/>'
    )


def text(
    x: float, y: float, content: str, fill: str, size: float = 12, anchor: str = "start", bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"{weight} '
        f'style="fill:{fill}">{escape(plain(content))}</text>'
    )
