"""What Maven and Gradle are told to do: their goals and tasks, and which of those fetch something or start a daemon."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.shell.model import Command

_GRADLE = ("gradle", "gradlew")
# Options that take the next word. Sources: `gradle --help` and `mvn --help`.
_TAKES_VALUE = frozenset(
    (
        *("-p", "--project-dir", "-b", "--build-file", "-c", "--settings-file", "-g", "--gradle-user-home"),
        *("-I", "--init-script", "-x", "--exclude-task", "--console", "--warning-mode", "--max-workers", "--tests"),
        *("-f", "--file", "-s", "--settings", "-gs", "--global-settings", "-t", "--toolchains", "-T", "--threads"),
        *("-P", "--activate-profiles", "-pl", "--projects", "-rf", "--resume-from", "-l", "--log-file", "-b", "-D"),
    )
)
_ONLY_TELL = frozenset(("--version", "-v", "-version", "--help", "-h", "-?", "--stop", "--status"))
# Gradle's tasks that are about the build and need none of its dependencies.
_GRADLE_IDLE = frozenset(("help", "wrapper", "tasks", "init", "projects", "properties", "clean"))
# Maven's phases and plug-ins that need no dependencies; install:install-file puts a file where they are kept.
_MAVEN_IDLE = frozenset(("clean", "validate", "initialize"))
_MAVEN_IDLE_PLUGINS = ("help:", "wrapper:", "versions:", "clean:", "install:", "deploy:", "archetype:")


def goals(command: "Command") -> list[str]:
    """Maven's goals or Gradle's tasks: the arguments that are neither options nor values of options."""
    found: list[str] = []
    takes_value = False
    for word in command.arguments:
        text = word.value or word.text
        if not takes_value and not text.startswith("-"):
            found.append(text)
        takes_value = text in _TAKES_VALUE
    return found


def only_tells(command: "Command") -> bool:
    """Whether Maven or Gradle says something about itself, and builds nothing."""
    return any(word.text in _ONLY_TELL for word in command.arguments)


def works(command: "Command") -> bool:
    """Whether Maven or Gradle does something that needs the build's plug-ins or dependencies."""
    if only_tells(command):
        return False
    if command.name in _GRADLE:
        return any(goal.rpartition(":")[2] not in _GRADLE_IDLE for goal in goals(command))
    return any(goal not in _MAVEN_IDLE and not goal.startswith(_MAVEN_IDLE_PLUGINS) for goal in goals(command))


def may_hold_options(command: "Command") -> bool:
    """Whether a variable among its arguments may stand for any options."""
    return any(word.expansions and word.text.lstrip("\"'").startswith("$") for word in command.arguments)
