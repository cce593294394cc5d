# syntax=docker/dockerfile:1
# baseadvisor with ShellCheck, to lint a folder:
#
#     docker build -t baseadvisor .
#     docker run --rm --network none -v "$PWD:/work:ro" baseadvisor
#
ARG PYTHON_VERSION=3.13

FROM python:${PYTHON_VERSION}-slim-trixie AS build

WORKDIR /src
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY share share
COPY rules rules
COPY src src
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv /opt/baseadvisor && /opt/baseadvisor/bin/pip install '.[all]'

FROM python:${PYTHON_VERSION}-slim-trixie

LABEL org.opencontainers.image.title="baseadvisor" \
      org.opencontainers.image.description="A Dockerfile linter and base-image advisor" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH="/opt/baseadvisor/bin:$PATH"
COPY --from=build /opt/baseadvisor /opt/baseadvisor
RUN useradd --uid 65532 --no-log-init --create-home linter
USER 65532:65532
WORKDIR /work
HEALTHCHECK NONE
ENTRYPOINT ["baseadvisor"]
CMD ["lint"]
