"""JavaFX by a package, beside an image's own Java 8."""

from tests.advisor.asking import candidates, told

TEXT = "FROM openjdk:8-jdk\nRUN apt-get update && apt-get install -y openjfx\n"


def test_java_8_does_not_load_javafx_11() -> None:
    assert told(candidates(TEXT.replace("8-jdk", "8-jdk-stretch"))["eclipse-temurin:8-jdk"])["package openjfx"] == (
        "breaks",
        2,
    )
    assert "package openjfx" not in told(candidates(TEXT.replace("8-jdk", "17-jdk"))["eclipse-temurin:17-jdk"])
