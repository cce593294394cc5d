"""The rules that a report speaks of, for the formats that carry words about them along."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.linting.rule_index import RuleIndex
    from baseadvisor.report.model import Options


def rule_index(options: "Options") -> "RuleIndex":
    """All rules that findings can come from: the shipped ones, and a team's own where `options` knows of them."""
    from baseadvisor.linting.config import DEFAULT, ConfigError
    from baseadvisor.linting.engine import index_for
    from baseadvisor.linting.rule_index import shipped

    try:
        return index_for(options.config or DEFAULT)
    except ConfigError:
        return shipped()
