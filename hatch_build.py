"""The build hook: writes the rule index, `baseadvisor/linting/_index.py`, into wheels and editable installs."""

import os
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RuleIndexHook(BuildHookInterface[Any]):
    """Puts the rules of `rules/` into one module of literals, so that start-up need not read hundreds of files."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the module and have it taken along, though git ignores it; a wheel has the rule files too."""
        source = os.path.join(self.root, "src")
        sys.path.insert(0, source)
        try:
            from baseadvisor.linting.index_writer import write_index
        finally:
            sys.path.remove(source)
        rules = os.path.join(self.root, "rules")
        write_index(rules, os.path.join(source, "baseadvisor", "linting", "_index.py"))
        build_data["artifacts"].append("src/baseadvisor/linting/_index.py")
        if version != "editable":
            build_data["force_include"][rules] = "baseadvisor/rules"
