"""The build hook: writes the rule index, `baseadvisor/linting/_index.py`, into wheels and editable installs."""

import os
import sys
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RuleIndexHook(BuildHookInterface[Any]):
    """Puts the rules of `rules/` into one module of literals, so that start-up need not read hundreds of files.

    An editable installation has it beside the code, good for the rule files as they are at that moment. A wheel has
    the rule files too, and an index without their times of change, so that the same source gives the same wheel.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the module and have it taken along, though git ignores it."""
        source = os.path.join(self.root, "src")
        sys.path.insert(0, source)
        try:
            from baseadvisor.linting.index_writer import write_index
        finally:
            sys.path.remove(source)
        rules = os.path.join(self.root, "rules")
        if version == "editable":
            write_index(rules, os.path.join(source, "baseadvisor", "linting", "_index.py"))
            build_data["artifacts"].append("src/baseadvisor/linting/_index.py")
            return
        self._folder = TemporaryDirectory()
        index = os.path.join(self._folder.name, "_index.py")
        write_index(rules, index, for_wheel=True)
        build_data["force_include"][index] = "baseadvisor/linting/_index.py"
        build_data["force_include"][rules] = "baseadvisor/rules"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made for the build alone."""
        if version != "editable":
            self._folder.cleanup()
