"""Bitnami's images, whose versions were given up, and the official ones."""

from tests.advisor.asking import ask, candidates, told


def test_what_is_bitnamis_alone_is_told_of_a_move_to_the_official_image() -> None:
    text = "FROM bitnamilegacy/postgresql:17\nUSER root\nRUN install_packages curl\n"
    found = candidates(text)
    assert all(reference.startswith("postgres:17") for reference in found)
    kept = told(found["postgres:17"])
    assert kept["install_packages in RUN"] == ("breaks", 3)
    assert kept["how it is set up"] == ("check", None)
    stage = ask("FROM bitnami/node:24\nCOPY . .\n").stages[0]
    assert stage.verdict.startswith("given up by its makers since 2025-08-28: Bitnami's versions moved")
    assert stage.candidates[0].image.reference.startswith("node:24")


def test_minideb_and_what_is_not_bitnamis_have_none_of_it() -> None:
    text = 'FROM {}\nRUN install_packages curl\nCMD ["node", "x.js"]\n'
    assert ask(text.format("bitnami/minideb:bookworm")).stages[0].image.deprecated is None
    for found in candidates(text.format("node:18-bookworm")).values():
        assert not {"install_packages in RUN", "how it is set up"} & set(told(found))
