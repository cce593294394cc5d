"""Loads tools/build_catalog.py, which is no part of the package."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parent.parent.parent / "tools" / "build_catalog.py"


@cache
def builder() -> Any:
    spec = importlib.util.spec_from_file_location("build_catalog", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_catalog"] = module  # pydantic looks there for the models' annotations
    spec.loader.exec_module(module)
    return module
