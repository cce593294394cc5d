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


def test_a_package_that_is_gone_for_good_is_no_small_matter() -> None:
    text = "FROM alpine:3.6\nRUN apk add --no-cache {}\nCMD x\n"
    efforts = {names: candidates(text.format(names))["alpine:3.24"].effort for names in ("mongodb", "mongodb curl")}
    assert efforts == {"mongodb": "large", "mongodb curl": "moderate"}


def test_packages_of_one_installation_that_are_called_otherwise_are_one_thing() -> None:
    text = "FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y {}\nCMD x\n"
    three = candidates(text.format("libgl1-mesa-glx policykit-1 python2"))["ubuntu:26.04"]
    one = candidates(text.format("libgl1-mesa-glx"))["ubuntu:26.04"]
    assert len(three.breaks) > len(one.breaks)
    points = [term.points for each in (one, three) for term in each.terms if term.name == "breaking"]
    assert points == [-10.0, -10.0]


def test_another_manager_is_no_small_matter_where_packages_are_installed() -> None:
    apt = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD curl x\n"
    assert candidates(apt)["alpine:3.24"].effort == "moderate"


def test_a_tag_that_is_built_no_more_lies_versions_back() -> None:
    assert candidates("FROM python:3-stretch\nRUN pip install a\n")["python:3.12-trixie"].effort == "moderate"


def test_what_is_not_known_is_no_drop_in() -> None:
    texts = ["FROM debian:12\nRUN apt-get update && apt-get install -y zz-unheard-of\nCMD x\n"]
    texts += [
        "FROM example.org/unknown:1\nCMD x\n",
        "FROM ubuntu:14.04\nCOPY . .\nCMD x\n",
        "FROM debian:8\nCOPY a /a\nCMD /a\n",
    ]
    low = [one for text in texts for one in ask(text).stages[0].candidates if one.confidence.level == "low"]
    assert low
    assert {one.effort for one in low}.isdisjoint({"drop-in"})


def test_data_that_the_next_major_version_does_not_read_is_no_small_matter() -> None:
    for text in ("FROM postgres:13\n", "FROM postgres:13\nRUN apt-get update && apt-get install -y gcc make && make\n"):
        moved = [one for one in ask(text).stages[0].candidates if any(each.topic == "data" for each in one.breaks)]
        assert moved
        assert {one.effort for one in moved}.isdisjoint({"drop-in", "small"})


def test_old_tools_on_a_new_python_and_whole_configurations_are_no_small_work() -> None:
    python = "FROM python:3.11-bookworm\nRUN git clone -b v1.2.3 https://example.org/a.git && pip install ./a\n"
    assert candidates(python)["python:3.14-trixie"].effort == "moderate"
    play = "FROM debian:12\nRUN apt-get update && apt-get install -y ansible\nRUN ansible-playbook site.yml\n"
    assert candidates(play)["debian:13"].effort == "moderate"
