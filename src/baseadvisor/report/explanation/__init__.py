"""An explanation in every format: text for a terminal, Markdown, HTML, SVG, JSON.

`render` writes one; `FORMATS` are their names. What comes from the file that is explained is made safe for the format.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from baseadvisor.report.model import Options

if TYPE_CHECKING:
    from baseadvisor.explanation.model import Explanation

FORMATS = ("text", "markdown", "html", "svg", "json")


def render(explanation: "Explanation", format_name: str, options: Options | None = None) -> str:
    """The explanation in a format; `options` give the text's width and whether it is coloured.

    Raises KeyError for a format that is none of `FORMATS`.
    """
    if format_name not in FORMATS:
        raise KeyError(format_name)
    module = import_module(f"baseadvisor.report.explanation.{format_name}")
    write: Callable[[Explanation, Options], str] = module.render
    return write(explanation, options or Options())
