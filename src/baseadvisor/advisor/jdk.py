"""What of a file needs the whole JDK, beside the commands that compile."""

import re

from baseadvisor.advisor.needs import Needs

_DIAGNOSE = frozenset({"jcmd", "jstack", "jmap", "jstat", "jps", "jinfo", "jdb", "jhsdb"})
_COMPILE = frozenset({"javac", "jar", "jlink", "jdeps", "javadoc", "jarsigner", "jpackage"})
# Headers of JNI, the compiler's own library, and tools that look for either: R's, CMake's, Android's.
_TEXT = re.compile(
    r"--with-java-home\b|--with-jdk\b|\$\{?(?:JAVA|JDK)_HOME\}?/(?:include|lib/tools\.jar)|\bjni\.h\b|\bjavareconf\b"
    r"|\bFindJNI\b|\bJNI_INCLUDE\w*|\bANDROID_(?:HOME|SDK_ROOT)\b|\bsdkmanager\b|\bfastlane\b"
    r"|/bin/(?:javac|jlink|jpackage)\b"
)


def need_of_jdk(needs: Needs) -> tuple[str, int] | None:
    """What needs the JDK's headers, compiler or tools, and its offset in the file; None where nothing shows it."""
    for text, start in needs.words():
        match = _TEXT.search(text)
        if match:
            return match[0], start + match.start()
    for command in needs.commands():
        if command.name in _COMPILE | _DIAGNOSE:
            return command.name or "", command.start
    return started_of_jdk(needs)


def started_of_jdk(needs: Needs) -> tuple[str, int] | None:
    """The program of the JDK that is started, and its offset; None where none is."""
    for instruction, command in needs.started():
        if command.name in _COMPILE | _DIAGNOSE:
            return f"{command.name} in {instruction.keyword}", instruction.start
    return None
