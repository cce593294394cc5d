"""What the two pictures of an explanation, SVG and HTML, have in common: colours and safe text."""

from html import escape as _html

from baseadvisor.report.escape import printable

LIGHT = {
    "page": "#ffffff",
    "text": "#1b2128",
    "muted": "#4b5663",
    "line": "#c9d1da",
    "image": "#e8f5ec",
    "image-line": "#2c7a45",
    "host": "#e7effb",
    "host-line": "#2a5ca8",
    "left": "#f3f4f6",
    "left-line": "#56606c",
    "box": "#ffffff",
    "yes": "#1d6b36",
    "depends": "#8a4b00",
    "no": "#b3201f",
    "unknown": "#3f4d80",
    "link": "#1a56b0",
}
DARK = {
    "page": "#14181d",
    "text": "#e8edf2",
    "muted": "#b3bdc8",
    "line": "#3a434d",
    "image": "#14291c",
    "image-line": "#5fc183",
    "host": "#13233a",
    "host-line": "#7db0ff",
    "left": "#1d2228",
    "left-line": "#98a3af",
    "box": "#1b2128",
    "yes": "#6fd08f",
    "depends": "#f0b35c",
    "no": "#ff8d86",
    "unknown": "#a9b6f5",
    "link": "#8ab8ff",
}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def variables(selector: str) -> str:
    """The colours as CSS variables, for light and for dark."""
    light = ";".join(f"--{name}:{value}" for name, value in LIGHT.items())
    dark = ";".join(f"--{name}:{value}" for name, value in DARK.items())
    return f"{selector}{{{light}}}@media (prefers-color-scheme: dark){{{selector}{{{dark}}}}}"


def safe(text: str) -> str:
    """`text` as the content of an element or of a quoted attribute, in HTML and in XML."""
    return _html(printable(text), quote=True)
