"""What needs the whole JDK gets no JRE."""

import pytest
from tests.advisor.asking import ask, candidates, told


def jres(text: str) -> list[str]:
    """The JREs that would serve as far as Java is concerned."""
    found = candidates(text).items()
    return [name for name, one in found if "jre" in name and not any(each.topic == "java" for each in one.breaks)]


@pytest.mark.parametrize(
    "line",
    [
        "RUN ./configure --with-java-home=/opt/java",
        'RUN gcc -I"$JAVA_HOME/include" -shared x.c',
        "RUN R CMD javareconf",
        "ENV ANDROID_HOME=/opt/android",
        "RUN yes | sdkmanager --licenses",
        "RUN jlink --output /jre",
        'CMD ["jcmd", "1", "VM.flags"]',
    ],
)
@pytest.mark.parametrize("image", ["openjdk:17-jdk", "eclipse-temurin:17-jdk-jammy", "tomcat:9-jdk8"])
def test_what_needs_the_jdk_gets_no_jre(image: str, line: str) -> None:
    text = f"FROM {image}\n{line}\n"
    assert jres(text) == []
    assert jres(f"FROM {image}\nRUN keytool -list\n")


def test_a_jre_that_takes_over_what_is_started_lacks_the_tools() -> None:
    text = 'FROM maven:3.9-eclipse-temurin-17\nRUN mvn package\nENTRYPOINT ["jcmd", "1"]\n'
    found = told(candidates(text)["eclipse-temurin:17-jre"], "java")
    assert found["jcmd in ENTRYPOINT"] == ("breaks", 3)


def test_to_leave_the_jdk_is_worth_a_note() -> None:
    text = 'FROM eclipse-temurin:17-jdk\nCMD ["java", "-jar", "a.jar"]\n'
    assert told(candidates(text)["eclipse-temurin:17-jre"], "java")["JDK -> JRE"] == ("note", None)


def test_the_version_that_a_repository_is_called_after_stays() -> None:
    found = candidates("FROM adoptopenjdk/openjdk11:alpine-jre\nCMD java -jar /a.jar\n")
    assert next(iter(found)) == "eclipse-temurin:11-jre-alpine"


def test_a_distroless_java_that_is_temurins_ends_with_it() -> None:
    text = 'FROM gcr.io/distroless/java{}\nCOPY x.jar /x.jar\nCMD ["/x.jar"]\n'
    assert "supported until 2027-10-31" in ask(text.format("17-debian13:nonroot")).stages[0].verdict
    assert {line.product for line in ask(text.format("21-debian12")).stages[0].image.support} == {
        "debian",
        "eclipse-temurin",
    }
    debians = ask(text.format("17-debian12")).stages[0].image
    assert [line.product for line in debians.support] == ["debian"]


def test_a_build_tool_that_is_fetched_needs_the_jdk() -> None:
    text = "FROM openjdk:8\nRUN curl -L https://github.com/lihaoyi/mill/releases/download/0.6/0.6 -o /mill\nCMD /mill\n"
    assert not any("jre" in name for name in candidates(text))


def test_androids_old_sdkmanager_wants_java_8() -> None:
    text = (
        "FROM debian:9\nRUN apt-get update && apt-get install -y default-jdk wget unzip\n"
        "RUN wget https://dl.google.com/android/repository/sdk-tools-linux-4333796.zip && unzip sdk*.zip\n"
        "RUN yes | tools/bin/sdkmanager --licenses\n"
    )
    assert told(candidates(text)["debian:13"], "version")["sdkmanager in RUN"] == ("breaks", 4)
    quoted = text.replace("tools/bin/sdkmanager", '"$ANDROID_HOME/tools/bin/sdkmanager"')
    assert told(candidates(quoted)["debian:13"], "version")["sdkmanager in RUN"] == ("breaks", 4)
    successor = text.replace("tools/bin/sdkmanager", "/opt/cmdline-tools/latest/bin/sdkmanager")
    assert "sdkmanager in RUN" not in told(candidates(successor)["debian:13"], "version")
    newer = text.replace("sdk-tools-linux-4333796", "commandlinetools-linux-11076708_latest")
    assert "sdkmanager in RUN" not in told(candidates(newer)["debian:13"], "version")
    kept = text.replace("debian:9", "ubuntu:18.04").replace("default-jdk", "openjdk-8-jdk")
    assert "sdkmanager in RUN" not in told(candidates(kept)["ubuntu:24.04"], "version")


def test_gradles_script_wants_xargs() -> None:
    text = "FROM openjdk:17-jdk\nCOPY . .\nRUN ./gradlew build\n"
    assert told(candidates(text)["eclipse-temurin:17-jdk"], "programs") == {}
    slim = text.replace("17-jdk", "17-jdk-slim")
    assert told(candidates(slim)["amazoncorretto:17-jdk"], "programs")["gradlew in RUN"] == ("breaks", 3)
    for harmless in ("./gradlew a || true", "./gradlew a || echo b", "if [ -f a ]; then ./gradlew a; fi"):
        alone = slim.replace("./gradlew build", harmless)
        assert told(candidates(alone)["amazoncorretto:17-jdk"], "programs") == {}
        both = candidates(f"{alone}RUN ./gradlew build\n")["amazoncorretto:17-jdk"]
        assert told(both, "programs")["gradlew in RUN"] == ("breaks", 4)
    installed = slim.replace("RUN", "RUN yum install -y findutils\nRUN")
    assert "gradlew in RUN" not in told(candidates(installed)["amazoncorretto:17-jdk"], "programs")


def test_java_of_its_makers_package_becomes_another() -> None:
    text = "FROM debian:11-slim\nRUN apt-get update && apt-get install -y zulu13-jre=13.0.11-*\nENV A=b\n"
    brought = next(one for one in candidates(text).values() if one.includes == "java")
    assert told(brought, "version")["Java 13 -> 21"] == ("check", 2)


def test_a_dead_installer_of_java_8_wants_an_image_with_it() -> None:
    text = "FROM debian:jessie\nRUN apt-get update && apt-get install -y oracle-java8-installer\n"
    assert next(iter(candidates(text))) == "eclipse-temurin:8"
