"""Where in a script a statement stands."""

from baseadvisor.shell.limits import DEPTH_LIMIT, TooMuch
from baseadvisor.shell.model import AndOr, Pipeline, Scope


class Place:
    """Where in the script a statement stands."""

    __slots__ = (
        "after",
        "background",
        "certain_until",
        "condition",
        "conditional",
        "depth",
        "function",
        "group",
        "group_item",
        "loop",
        "negated",
        "nested",
        "pipeline",
        "position",
        "scope",
        "substitution",
        "tail",
        "until",
        "within",
    )

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.within: tuple[str, ...] = ()
        self.after: str | None = None
        self.pipeline: Pipeline | None = None
        self.position = 0
        self.group: AndOr | None = None
        self.group_item = 0
        self.condition = False
        self.conditional = False
        self.certain_until: int | None = None
        self.loop: tuple[int, int] | None = None
        self.function: str | None = None
        self.substitution = False
        self.negated = False
        self.background = False
        self.tail = True
        self.until = 1 << 62
        self.depth = 0
        self.nested = 0

    def inner(self) -> "Place":
        """A place inside this one, the same but for its depth."""
        place = Place.__new__(Place)
        place.scope = self.scope
        place.within = self.within
        place.after = self.after
        place.pipeline = self.pipeline
        place.position = self.position
        place.group = self.group
        place.group_item = self.group_item
        place.condition = self.condition
        place.conditional = self.conditional
        place.certain_until = self.certain_until
        place.loop = self.loop
        place.function = self.function
        place.substitution = self.substitution
        place.negated = self.negated
        place.background = self.background
        place.tail = self.tail
        place.until = self.until
        place.nested = self.nested
        place.depth = self.depth + 1
        if place.depth > DEPTH_LIMIT:
            raise TooMuch(f"it nests more than {DEPTH_LIMIT} deep")
        return place
