"""Secrets by their form. The examples are put together here, so that nobody's scanner takes this file for a leak."""

from pathlib import Path

import pytest

from baseadvisor.checks.secrets import bits
from baseadvisor.linting.config import DEFAULT
from baseadvisor.linting.engine import Linter
from baseadvisor.linting.rule_file import read_rule

RULES = Path(__file__).parents[2] / "rules"
RULE = read_rule(str(RULES / "security" / "secret-in-file.toml"), str(RULES))

LETTERS = "q7Rv2TzLkWm9XsBd4YhNc8JfQe5UgPo3AiVtZr6MwKyS1HxDbCnFjElGuOpIaT0R"
TOKENS = {
    "an AWS access key": "AKIA" + "Q3EGRV7JZLOM2WTC",
    "an AWS secret key": "secret_access_key=" + LETTERS[:40],
    "a GitHub token": "ghp_" + LETTERS[:36],
    "a GitLab token": "glpat-" + LETTERS[:20],
    "a Slack token": "xoxb-" + "264891735504-7391840265173-" + LETTERS[:24],
    "a Slack webhook": "https://hooks.slack.com/services/" + "T01AB2CD3E/B04FG5HJ6K/" + LETTERS[:24],
    "a Stripe key": "sk_" + "live_" + LETTERS[:24],
    "a Google API key": "AIza" + LETTERS[:35],
    "a SendGrid key": "SG." + LETTERS[:22] + "." + LETTERS[5:48],
    "an npm token": "npm_" + LETTERS[:36],
    "a PyPI token": "pypi-" + "AgEI" + LETTERS,
    "a Docker token": "dckr_pat_" + LETTERS[:27],
    "a Hugging Face token": "hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQaWsEdRf",
    "an Anthropic key": "sk-ant-" + "api03-" + LETTERS + LETTERS[:30],
    "an OpenAI key": "sk-proj-" + LETTERS[:24] + "T3BlbkFJ" + LETTERS[:24],
    "a DigitalOcean token": "dop_v1_" + "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2,
    "a Telegram bot's token": "bot=" + "482910375:" + "AA" + LETTERS[:33],
}


def kinds(text: str) -> list[str]:
    """What the rule calls the secrets in a Dockerfile."""
    linter = Linter(DEFAULT._replace(select=(RULE.name,)), reraise=True)
    found = linter.lint(linter.parse(text.encode(), "Dockerfile")).findings
    return [finding.message.removeprefix("this is ").partition(" (")[0] for finding in found]


@pytest.mark.parametrize(("kind", "token"), [pytest.param(kind, token, id=kind) for kind, token in TOKENS.items()])
@pytest.mark.parametrize(
    "place", ["ENV T={}", "ARG T='{}'", "LABEL t={}", "RUN x --token {} && y", "COPY <<E /x\n{}\nE"]
)
def test_token_is_found_wherever_it_stands(kind: str, token: str, place: str) -> None:
    assert kind in kinds(f"FROM scratch\n{place.format(token)}\n")


@pytest.mark.parametrize("token", [pytest.param(token, id=kind) for kind, token in TOKENS.items()])
def test_token_in_a_comment_is_in_no_image(token: str) -> None:
    assert kinds(f"FROM scratch\n# {token}\nRUN a && \\\n  # {token}\n  b\n") == []


def test_every_kind_of_the_rule_is_tried_here() -> None:
    patterns = RULE.params["patterns"]
    assert isinstance(patterns, dict)
    assert set(patterns) == {*TOKENS, "a private key"}


def test_token_of_one_repeated_letter_is_an_example() -> None:
    assert kinds("FROM scratch\nENV T=ghp_" + "x" * 36 + "\nENV A=AKIA" + "A" * 16 + "\n") == []


def test_finding_does_not_show_the_secret() -> None:
    linter = Linter(DEFAULT._replace(select=(RULE.name,)), reraise=True)
    token = TOKENS["a GitHub token"]
    (finding,) = linter.lint(linter.parse(f"FROM scratch\nENV T={token}\n".encode(), "Dockerfile")).findings
    assert token not in finding.message
    assert token[:8] not in finding.message


def test_private_key_is_found_with_escaped_line_ends() -> None:
    armour = "PRIVATE" + " KEY-----"
    assert kinds(f'FROM scratch\nENV K="-----BEGIN RSA {armour}\\n{LETTERS}\\n-----END RSA {armour}"\n') == [
        "a private key"
    ]


def test_armour_without_a_key_is_none() -> None:
    armour = "PRIVATE" + " KEY-----"
    assert kinds(f"FROM scratch\nRUN grep -- '-----BEGIN {armour}' /etc/ssl/x\n") == []


def test_bits_counts_entropy() -> None:
    assert bits("") == 0
    assert bits("aaaa") == 0
    assert bits("abcd") == 2
