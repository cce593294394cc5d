"""How much work a move is called: never less than what is told of it."""

from tests.advisor.asking import ask, candidates

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.ranking import EFFORTS, effort


def _check(certainty: str) -> Reason:
    return Reason("native", "check", certainty, "cpanm", "no compiler")  # type: ignore[arg-type]


def test_what_is_likely_to_need_work_is_no_drop_in() -> None:
    assert effort([_check("medium")], "slim") == "small"
    assert effort([_check("low")], "slim") == "drop-in"


def test_what_fails_now_and_there_too_is_no_drop_in() -> None:
    stage = ask("FROM debian:12\nRUN apt-get update && apt-get install -y python\nCMD x\n").stages[0]
    assert stage.now
    assert {one.effort for one in stage.candidates}.isdisjoint({"drop-in"})


def test_another_distribution_is_no_less_work_than_a_newer_release() -> None:
    text = (
        "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y python-pip curl ruby2.1 oracle-java7-installer\n"
        "RUN pip install x\nCMD x\n"
    )
    found = candidates(text).values()
    least = min(EFFORTS.index(one.effort) for one in found if one.kind == "refresh")
    assert all(EFFORTS.index(one.effort) >= least for one in found if one.kind == "port")


def test_personal_archives_of_a_release_that_is_over_take_much_work() -> None:
    text = "FROM ubuntu:14.04\nRUN add-apt-repository -y ppa:a/java\n"
    one = candidates(text)["ubuntu:24.04"]
    two = candidates(text + "RUN add-apt-repository -y ppa:b/ruby\n")["ubuntu:24.04"]
    assert (one.effort, two.effort) == ("moderate", "large")


def test_an_image_that_brings_what_is_installed_takes_an_edit() -> None:
    text = "FROM debian:13\nRUN apt-get update && apt-get install -y openjdk-21-jre\nCMD java -jar /x.jar\n"
    assert [one.effort for one in candidates(text).values() if one.includes and one.effort == "drop-in"] == []
