"""How much of a script is read. What is beyond a limit is said to be unparsed, never silently left out."""

LENGTH_LIMIT = 1_000_000
"""Characters in one script."""

DEPTH_LIMIT = 100
"""How deep substitutions, groups, branches and nested scripts may lie in each other."""

NESTED_SCRIPT_LIMIT = 8
"""How deep `sh -c` scripts may lie in each other."""

WRAPPER_LIMIT = 100
"""How many commands may run each other in a row: `sudo env nice ...`."""

COMMAND_LIMIT = 200_000
"""Commands in one script, nested ones included."""

SECONDS_LIMIT = 3
"""How long the grammar may take for one text; only a text with thousands of errors comes near it."""


class TooMuch(Exception):  # noqa: N818 - it is caught where the script is parsed and becomes `Script.unparsed`
    """A limit was reached; the message says which."""
