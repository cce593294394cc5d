"""Which images serve somebody once they run."""

import pytest

import baseadvisor
from baseadvisor.analysis import Analysis
from baseadvisor.checks.serving import may_serve


def serves(text: str) -> bool:
    return may_serve(Analysis(baseadvisor.parse(text.encode(), filename="Dockerfile")))


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["/bin/bash", "-l"]',
        "CMD bash",
        'CMD ["python3"]',
        'CMD ["java", "-version"]',
        "CMD cd /src && mvn -B test",
        'CMD ["npm", "run", "build"]',
        'ENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node"]',
        'ENTRYPOINT ["tini", "--"]\nCMD ["gradle"]',
        'ENTRYPOINT ["/usr/bin/tool"]\nCMD ["--help"]',
        "CMD tail -f /dev/null",
        'ENTRYPOINT ["jsduck"]',
        'ENTRYPOINT ["yt-dlp"]\nCMD ["--format", "best"]',
        "ENTRYPOINT []",
    ],
)
def test_what_ends_or_waits_for_somebody_to_type_serves_nobody(start: str) -> None:
    assert not serves(f"FROM debian:12\n{start}\n")


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["server"]',
        'CMD ["bash", "-c", "exec server"]',
        'CMD ["bash", "/start"]',
        'CMD ["python", "-m", "http.server"]',
        'CMD ["java", "-jar", "/app.jar"]',
        "CMD gradle bootRun",
        'CMD ["npm", "start"]',
        "CMD server & bash",
        'ENTRYPOINT ["/entrypoint.sh"]',
        'ENTRYPOINT ["/entrypoint.sh"]\nCMD ["server"]',
        'ENTRYPOINT ["python"]\nCMD ["app.py"]',
        'CMD ["bash" "-l"]',
    ],
)
def test_what_may_go_on_may_serve(start: str) -> None:
    assert serves(f"FROM debian:12\n{start}\n")


@pytest.mark.parametrize("image", ["nginx:1.28", "php:8.4-fpm-alpine", "acme/web:3\nEXPOSE 80"])
def test_a_base_image_may_start_a_server_by_itself(image: str) -> None:
    assert serves(f"FROM {image}\n")


@pytest.mark.parametrize("image", ["debian:12", "php:8.4-cli", "acme/base:3", "debian:12\nEXPOSE 80"])
def test_where_nothing_is_started_others_build_on_it(image: str) -> None:
    assert not serves(f"FROM {image}\n")
