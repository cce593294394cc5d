"""The applications that come with Tomcat, and the folder that its image keeps empty."""

import pytest
from tests.advisor.asking import ask, port

_OLD = "tomcat:8.5.35-jre8"
_NEW = "tomcat:9.0.121-jre8"


@pytest.mark.parametrize(
    ("run", "what"),
    [
        ("RUN rm -r /usr/local/tomcat/webapps/ROOT", "rm of webapps/ROOT"),
        ("RUN rm -r $CATALINA_HOME/webapps/host-manager/", "rm of webapps/host-manager"),
        ("RUN rm -r webapps/docs", "rm of webapps/docs"),
        ("RUN rm -r ${CATALINA_HOME}/webapps/*", "rm of webapps/*"),
        ("RUN cd webapps && rm -r examples", "rm of webapps/examples"),
        ("WORKDIR /usr/local/tomcat/webapps\nRUN rm -r ROOT", "rm of webapps/ROOT"),
        ("WORKDIR webapps\nRUN mv manager console", "mv of webapps/manager"),
        ("WORKDIR $CATALINA_HOME\nRUN rm -r webapps/ROOT", "rm of webapps/ROOT"),
        ("RUN sed -i s/a/b/ webapps/manager/META-INF/context.xml", "sed of webapps/manager/META-INF/context.xml"),
        ("COPY i.html /tmp/\nRUN cp /tmp/i.html webapps/ROOT/index.html", "cp of webapps/ROOT/index.html"),
        ("COPY app.war webapps/\nRUN rm -r webapps/ROOT", "rm of webapps/ROOT"),
    ],
)
def test_tomcats_own_applications_are_not_in_webapps(run: str, what: str) -> None:
    line = 2 + run.count("\n")
    assert port(f"FROM {_OLD}\n{run}\n", _NEW, "paths") == {what: ("breaks", line)}


@pytest.mark.parametrize(
    "run",
    [
        "RUN rm -rf /usr/local/tomcat/webapps/ROOT",
        "RUN rm -r webapps/ROOT || true",
        "RUN rm -r webapps/ROOT; true",
        "RUN mv webapps.dist/* webapps/ && rm -r webapps/docs",
        "COPY site webapps/ROOT\nRUN rm -r webapps/ROOT/WEB-INF",
        "COPY app.war webapps/\nRUN rm -r webapps/*",
        "COPY apps/ webapps/\nRUN sed -i s/a/b/ webapps/manager/index.jsp",
        "RUN mkdir webapps/ROOT && cp /etc/hostname webapps/ROOT/",
        "COPY a.war /tmp/\nRUN unzip /tmp/a.war -d webapps/ROOT && rm -r webapps/ROOT/META-INF",
        "COPY a.war /tmp/\nRUN cp /tmp/a.war webapps/ROOT.war",
        "WORKDIR /srv\nRUN mkdir -p a/webapps/ROOT && rm -r a/webapps/ROOT",
        "ENV CATALINA_HOME=/srv/tomcat\nRUN rm -r $CATALINA_HOME/webapps/ROOT",
    ],
)
def test_nothing_rests_on_what_is_put_there_or_may_be_missing(run: str) -> None:
    assert port(f"FROM {_OLD}\n{run}\n", _NEW, "paths") == {}


@pytest.mark.parametrize(
    ("image", "fails"),
    [
        ("tomcat:8-jre8", True),
        ("tomcat:9", True),
        ("tomcat:11-jdk21", True),
        ("tomcat:9.0.30-jdk11", True),
        ("tomcat:9.0.20-jre8", False),
        ("tomcat:8.0-jre8", False),
        ("tomcat:8-jre8-alpine", False),
        ("tomcat:7-jre8", False),
        ("tomcat:7-jdk8", True),
        ("tomcat:9@sha256:" + "0" * 64, False),
    ],
)
def test_an_image_that_was_built_since_then_fails_as_it_is(image: str, fails: bool) -> None:
    stage = ask(f"FROM {image}\nRUN rm -r webapps/ROOT\n").stages[0]
    assert [one.what for one in stage.now if one.topic == "paths"] == ["rm of webapps/ROOT"] * fails
    if fails:
        assert not any("webapps" in one.what for candidate in stage.candidates for one in candidate.reasons)


def test_the_manager_is_not_there_to_log_in_to() -> None:
    text = "FROM tomcat:7-jre8\nCOPY tomcat-users.xml /usr/local/tomcat/conf/\n"
    assert port(text, "tomcat:9.0-jre8")["Tomcat's manager"] == ("check", 2)
    there = text + "RUN mv webapps.dist/manager webapps/manager\n"
    assert "Tomcat's manager" not in port(there, "tomcat:9.0-jre8")
