"""What the file itself says of its base: a comment that tells why it is this version and no other."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.dockerfile.model import Comment, Instruction

_NOT = r"\b(?:do not|don'?t|never|cannot|can'?t|could not|couldn'?t|must not|mustn'?t|should not|shouldn'?t|unable to)"
_NAMED = (
    r"\d+\.\d|[a-z]:\d|\bv\d"
    r"|\b(?:alma(?:linux)?|alpine|amazonlinux|bookworm|bullseye|buster|centos|debian|fedora|jammy|noble|opensuse|rhel|rocky"
    r"|trixie|ubi|ubuntu|wolfi|distroless|glibc|musl|openssl|gcc|llvm|cuda|dotnet|elixir|erlang|golang|java|jdk|jre|julia"
    r"|node(?:\.?js)?|openjdk|perl|php|python|ruby|rust|django|rails|mariadb|mongo|mysql|nginx|postgres\w*|redis|tomcat"
    r"|wordpress)(?![a-z])"
)
"""A version, an image, a language."""
_ABOUT = rf"(?:{_NAMED}|\b(?:(?:upgrad|updat|bump|downgrad)\w*|pin(?:ned|s)?|base images?|versions?|newer|older)\b)"
_STANDS = r"(?:works?|runs?|builds?|compiles?|compatible|supported|tested)"
_HOLDS = re.compile(
    rf"{_NOT} (?:be )?(?:upgrad|updat|bump)\w*\b(?! (?:the |any )?(?:packages?|system|os|lists?|index|cache|lock\w*)\b)"
    rf"|{_NOT} (?:be )?(?:changed?|moved?|switch(?:ed)?|go)\b.{{0,30}}{_ABOUT}"
    rf"|{_NOT} use (?:(?:an?|the|any|official|base|stock|images?|versions?|of)\s+)*(?:{_NAMED}|\b(?:newer|slim)\b)"
    r"|\b(?:pinn?(?:ed|ing|s)?|downgrad\w+)\b(?!.{0,30}\b(?:digest|hash|sha256))"
    r".{0,60}\b(?:because|due|until|since|as long as|for compat\w+)\b|\bdowngraded\b"
    rf"|\b(?:{_STANDS} only|only {_STANDS}) (?:with|on|in|under|against)\b.{{0,30}}{_ABOUT}"
    rf"|\b(?:stay|stick|stuck)(?:s|ing)? (?:on|at|with|to)\b.{{0,30}}{_ABOUT}"
    rf"|{_ABOUT}.{{0,60}}\bbreaks?\b(?!.{{0,10}}\bcache)|\bbreaks? (?:with|on|in|under|since|after) (?:\w+ )?{_ABOUT}",
    re.IGNORECASE,
)
_MAY_HOLD = re.compile(
    r"\buntil\b|\bas soon as\b(?! possible)|\bincompatib\w+|\bregression\b(?! (?:test|suite))"
    r"|(?<!\bno )\bworkaround\b|\bbroken\b"
    r"|\b(?:does not|doesn'?t|won'?t|will not) (?:work|support|run|build|compile)\b",
    re.IGNORECASE,
)
"""What says that something is so for now: of the base where that, or a version, is named close by."""
_CLOSE = 100
"""Characters before and after."""
_ABOUT_BASE = re.compile(_ABOUT, re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
# What is no word of the author's on the base: a linter's pragma, a licence, the line that sets a heading off.
_PRAGMA = re.compile(
    r"(?:hadolint|baseadvisor|tally|shellcheck|checkov|trivy|kics-scan|renovate)(?:\s*[:=]|\s+(?:global\s+)?(?:ignore|disable|skip))"
    r"|(?:syntax|escape|check)\s*=",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"\bcopyright\b|SPDX-|\blicensed (?:under|to)\b|\bcompliance with the licen[sc]e\b|\ball rights reserved\b"
    r"|\bwarrant(?:y|ies)\b",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(r"\W*|[#=*~_-]{3,}.*")
_SHOWN = 90


def reasons(move: Move) -> Iterator[Reason]:
    """The comment right above the FROM, or above an ARG that it takes its version from."""
    froms = [stage.stage.from_instruction for stage in move.needs.stages if stage.stage is not None]
    for each in (*_arguments(move, froms), *froms):
        for paragraph in _paragraphs(_above(move, each)):
            held = _hold(paragraph)
            if held is not None:
                comment, text = held
                why = f'"{_shortened(text)}": see whether that still holds'
                yield Reason("version", "check", "medium", "what a comment says", why, move.line(comment.start))
                return


def _hold(paragraph: Sequence[Comment]) -> tuple[Comment, str] | None:
    """The line where a paragraph holds the base back, and what to quote; None where it does not.

    That is the whole paragraph where it is short, else from that line on.
    """
    text = " ".join(comment.text for comment in paragraph)
    if _LICENCE.search(text):
        return None
    plain = _URL.sub(lambda found: " " * len(found[0]), text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    found = [_HOLDS.search(plain), next((one for one in _MAY_HOLD.finditer(plain) if _is_about_base(plain, one)), None)]
    places = [match.start() for match in found if match is not None]
    if not places:
        return None
    starts = list(accumulate((len(comment.text) + 1 for comment in paragraph), initial=0))
    index = bisect_right(starts, min(places)) - 1
    return paragraph[index], text if len(text) <= _SHOWN else text[starts[index] :]


def _is_about_base(text: str, match: re.Match[str]) -> bool:
    return _ABOUT_BASE.search(text, max(match.start() - _CLOSE, 0), match.end() + _CLOSE) is not None


def _arguments(move: Move, froms: Iterable[Instruction]) -> list[Instruction]:
    """The ARGs before the first FROM whose values the references take, straight or by the value of another ARG."""
    named = {name for each in froms for word in each.words[:1] for name in _VARIABLE.findall(word.text)}
    instructions = move.needs.analysis.dockerfile.instructions
    first = next((index for index, each in enumerate(instructions) if each.keyword == "FROM"), 0)
    found: list[Instruction] = []
    for each in reversed(instructions[:first]):  # a value takes what stands before it alone
        pairs = [pair for pair in each.pairs if pair.key in named] if each.keyword == "ARG" else []
        named.update(name for pair in pairs for name in _VARIABLE.findall(pair.value or ""))
        if pairs:
            found.append(each)
    return found[::-1]


_VARIABLE = re.compile(r"\$\{?(\w+)")


def _above(move: Move, instruction: Instruction) -> list[Comment]:
    """The comment lines that an instruction follows without a line between, in their order."""
    line = move.line(instruction.start)
    found: list[Comment] = []
    for comment in reversed(instruction.comments):
        line -= 1
        if move.line(comment.start) != line:
            break
        found.append(comment)
    return found[::-1]


def _paragraphs(comments: Iterable[Comment]) -> Iterator[list[Comment]]:
    """The lines that go together, without pragmas."""
    paragraph: list[Comment] = []
    for comment in comments:
        if _NO_WORDS.fullmatch(comment.text):
            yield paragraph
            paragraph = []
        elif not _PRAGMA.match(comment.text):
            paragraph.append(comment)
    yield paragraph


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"
