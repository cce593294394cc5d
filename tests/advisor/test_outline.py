"""The sketch of a split says what the reasons say."""

from tests.advisor.asking import ask, candidates, told

PYTHON = "cgr.dev/chainguard/python:latest"


def test_what_goes_along_into_the_image_that_runs() -> None:
    text = (
        "FROM python:3.14-slim\nARG PORT=80\nARG IDLE=1\nENV LISTEN=$PORT\nWORKDIR /app\nCOPY . .\n"
        'RUN pip install .\nEXPOSE 8080\nUSER 1001\nCMD ["python", "-m", "app"]\n'
    )
    assert candidates(text)[PYTHON].outline == (
        "FROM python:3.14-slim AS build",
        "# lines 2 and following, as far as they build",
        f"FROM {PYTHON}",
        "ARG PORT=80",
        "ENV LISTEN=$PORT",
        "WORKDIR /app",
        "COPY --from=build ... # what was built, and what it needs",
        "EXPOSE 8080",
        "USER 1001",
        'CMD ["-m", "app"]',
    )


def test_a_command_that_breaks_is_not_repeated() -> None:
    text = 'FROM node:24-slim\nRUN npm ci\nCMD ["npm", "start"]\n'
    outline = candidates(text)["cgr.dev/chainguard/node:latest"].outline
    assert outline[-1].startswith("# CMD starts npm: ")
    assert not any(line.startswith("CMD") for line in outline)


def test_the_build_needs_the_libc_of_what_runs() -> None:
    text = 'FROM python:3.14-alpine\nRUN pip install app\nCMD ["-m", "app"]\n'
    assert "glibc" in candidates(text)[PYTHON].outline[1]
    assert "glibc" not in candidates(text.replace("alpine", "slim"))[PYTHON].outline[1]


def test_the_language_by_its_path_in_the_image_that_runs() -> None:
    text = 'FROM node:24-slim\nUSER root\nRUN npm ci\nENTRYPOINT ["/usr/local/bin/node", "a.js"]\n'
    found = candidates(text)
    assert found["cgr.dev/chainguard/node:latest"].outline[-1] == 'ENTRYPOINT ["/usr/bin/node", "a.js"]'
    distroless = found["gcr.io/distroless/nodejs24-debian13:nonroot"].outline
    assert distroless[-1] == 'ENTRYPOINT ["/nodejs/bin/node", "a.js"]'
    assert "USER root" not in distroless


def test_stages_below_and_beside() -> None:
    text = (
        'FROM node:24-trixie-slim AS base\nWORKDIR /a\nENV A=1\nENTRYPOINT ["tini"]\nCMD ["old.js"]\n'
        "FROM debian:13 AS tools\nRUN make tool\n"
        'FROM base\nWORKDIR /b\nWORKDIR c\nRUN npm ci\nCOPY --from=tools /tool /b/tool\nENTRYPOINT ["node", "a.js"]\n'
    )
    assert candidates(text)["cgr.dev/chainguard/node:latest"].outline == (
        "FROM node:24-trixie-slim AS build",
        "# lines 2 and following, as far as they build",
        "FROM cgr.dev/chainguard/node:latest",
        "ENV A=1",
        "WORKDIR /b",
        "WORKDIR c",
        "COPY --from=build ... # what was built, and what it needs",
        "COPY --from=tools /tool /b/tool",
        'ENTRYPOINT ["/usr/bin/node", "a.js"]',
    )


def test_a_program_whose_package_stays_behind_is_not_started() -> None:
    text = 'FROM golang:1.26-alpine\nRUN apk add --no-cache {} && go build -o /app .\nCMD ["{}"]\n'
    for program in ("jq", "tini"):
        found = candidates(text.format(program, program))["alpine:3.24"]
        assert [one.what for one in found.breaks if one.line == 3] == [f"CMD starts {program}"]
        assert not any(line.startswith("CMD") for line in found.outline)


def test_the_shell_form_goes_along_where_there_is_a_shell() -> None:
    text = "FROM maven:3-eclipse-temurin-21\nCOPY . .\nRUN mvn package\nENTRYPOINT java -jar target/a.jar\n"
    found = {name: one.outline[-1] for name, one in candidates(text).items() if one.outline}
    assert found["eclipse-temurin:21-jre"] == "ENTRYPOINT java -jar target/a.jar"
    assert all(line.startswith(("# ", "ENTRYPOINT")) for line in found.values())


def test_libraries_that_python_does_not_find_are_not_copied_along() -> None:
    folder = "/usr/local/lib/python3.14/"
    text = (
        "FROM python:3.14-slim AS a\nRUN pip install x\n"
        f'FROM python:3.14-slim\nRUN true\nCOPY --from=a {folder} {folder}\nCMD ["python", "-m", "app"]\n'
    )
    found = candidates(text)[PYTHON]
    assert (f"COPY to {folder.rstrip('/')}", 5) in {(one.what, one.line) for one in found.breaks}
    assert f"COPY --from=a {folder} {folder}" not in found.outline
    with_path = candidates(text.replace("RUN true", f"ENV PYTHONPATH={folder}site-packages\nRUN true"))[PYTHON]
    assert not any(one.what.startswith("COPY to") for one in with_path.breaks)


def test_a_script_of_the_context_goes_along() -> None:
    text = (
        "FROM golang:alpine\nRUN go install github.com/a/b@v1\nADD entrypoint.sh /entrypoint.sh\n"
        'ENTRYPOINT ["/entrypoint.sh"]\n'
    )
    split = next(one for one in ask(text).stages[0].candidates if one.kind == "split")
    assert "ADD entrypoint.sh /entrypoint.sh" in split.outline
    assert told(split)["ENTRYPOINT starts /entrypoint.sh"] == ("check", 4)


def test_settings_of_the_context_go_along() -> None:
    text = 'FROM golang:alpine\nCOPY a.json /root/.a.json\nCOPY go.json ./\nRUN go install x.y/z@v1\nCMD ["z"]\n'
    split = next(one for one in ask(text).stages[0].candidates if one.kind == "split")
    assert "COPY a.json /root/.a.json" in split.outline
    assert "COPY go.json ./" not in split.outline
