"""What only root may do, on images that run as somebody else."""

import pytest
from tests.advisor.asking import candidates, port

COPIED = 'COPY ["a.sh", "/"]'


def on_haproxy(lines: str) -> dict[str, tuple[str, int | None]]:
    """What is said of root's own on an image that runs as haproxy: what -> (severity, line)."""
    return port(f"FROM haproxy:1.7\n{lines}\n", "haproxy:2.8", "user")


@pytest.mark.parametrize(
    ("copy", "run"),
    [
        ("COPY a.sh /", "chmod +x /a.sh"),
        ('COPY ["a.sh", "/"]', "chmod +x /a.sh"),
        ("COPY 'a.sh' /b/", "chmod +x /b/a.sh"),
        ("COPY a.sh /b", "chmod +x /b"),
        ("COPY a.sh /b", "chmod +x /b/a.sh"),
        ("COPY <<EOF /a.sh\nx\nEOF", "chmod +x /a.sh"),
        ("COPY <<a.sh <<b.sh /b/\nx\na.sh\ny\nb.sh", "chmod +x /b/a.sh"),
        ("ADD https://example.org/x/a.sh /b/", "chmod +x /b/a.sh"),
        ("COPY --chown=root a.sh /", "chmod +x /a.sh"),
        ("COPY --chown=0:0 a.sh /", "chmod +x /a.sh"),
        ("COPY a.sh /", "chmod -x /a.sh"),
        ("COPY a.sh /", "chmod --reference=/bin/sh /a.sh"),
        ("COPY a.sh b.sh /b/", "chmod +x /b/{a,b}.sh"),
        ("COPY a.sh b.sh /b/", "chmod +x /b/*.sh"),
        ("COPY scripts /scripts", "chmod 755 /scripts"),
        ("COPY scripts /scripts/", "chmod -R +x /scripts/"),
        ("COPY scripts /scripts/", "chmod +x /scripts/*"),
        ("COPY scripts /scripts/", "chmod +x /scripts/*.sh"),
        ("COPY . .", "chmod -R +x ."),
        ("COPY a.sh .", "chmod +x a.sh"),
        ("COPY a.sh ./b/", "chmod +x ./b/../b/a.sh"),
        ("WORKDIR /b\nCOPY a.sh .", "chmod +x a.sh"),
        ("COPY a.sh /b/c/\nWORKDIR /b", "chmod +x c/a.sh"),
        ("COPY a.sh /b/", "cd /b && chmod +x a.sh"),
        ("WORKDIR /b\nCOPY a.sh .", "(cd /x && make) && chmod +x a.sh"),
        ("ENV B=/b\nCOPY a.sh $B/", "chmod +x ${B}/a.sh"),
        ("COPY a.sh $HOME_OF_IMAGE/", "chmod +x ${HOME_OF_IMAGE}/a.sh"),
        ("ONBUILD COPY a.sh /", "true && chmod +x /a.sh"),
        # one file out of many
        ("WORKDIR /b\nCOPY . .", "chmod +x gradlew && ./gradlew build"),
        ("COPY scripts /scripts", "chmod +x /scripts/run.sh"),
        ("COPY --from=x /b /b", "sed -i 's/\\r$//' /b/c/run.sh && chmod +x /b/c/run.sh && sh /b/c/run.sh"),
        ("COPY . /b", "mkdir -p /b/logs && chmod -R 775 /b/storage"),
        ("COPY *.sh /scripts/", "chmod +x /scripts/run.sh"),
        ("COPY a.sh a.py /b/", "chmod +x /b/a*"),
    ],
)
def test_roots_file_is_no_other_users_to_change(copy: str, run: str) -> None:
    text = f"{copy}\nRUN {run}"
    assert on_haproxy(text)["chmod as root"] == ("breaks", text.count("\n") + 2)


@pytest.mark.parametrize(
    "lines",
    [
        "RUN wget -O /tmp/a.sh https://x/a.sh && chmod +x /tmp/a.sh\nCOPY a.sh /tmp/b/",
        "RUN wget -O /tmp/a.sh https://x/a.sh && chmod +x /tmp/a.sh\nCOPY a.sh /tmp/",
        "COPY a.sh /tmp/b/\nRUN wget -O /tmp/a.sh https://x/a.sh && chmod +x /tmp/a.sh",
        "COPY rootfs/etc /etc\nRUN mkdir /tmp/etc && chmod 700 /tmp/etc",
        "COPY --chown=haproxy a.sh /\nRUN chmod +x /a.sh",
        "ARG WHO\nCOPY --chown=$WHO a.sh /\nRUN chmod +x /a.sh",
        "COPY a.conf /b/\nRUN chmod +x /b/*.sh",
        "COPY a.conf /b/\nRUN chmod 700 /b",
        "COPY a.sh .\nRUN cd /tmp && chmod +x a.sh",
        "COPY a.sh .\nRUN cd $(mktemp -d) && chmod +x a.sh",
        "COPY a.sh .\nRUN cd && chmod +x a.sh",
        "WORKDIR /b\nCOPY a.sh .\nWORKDIR /tmp\nRUN chmod +x a.sh",
        "COPY a.sh /\nRUN chmod +x /a.sh || true",
        "COPY a.sh /\nUSER root\nRUN chmod +x /a.sh",
        # something else makes it, or may
        "COPY . /b\nRUN mkdir -p /b/{logs,c} && chmod 777 /b/c",
        "COPY . /b\nRUN curl -o /b/tool https://example.org/x && chmod +x /b/tool",
        "COPY . /b\nRUN wget -P /b https://example.org/tool && chmod +x /b/tool",
        "COPY . /b\nRUN wget -P /b $TOOL && chmod +x /b/tool",
        "COPY . /b\nRUN echo exit > /b/a.sh && chmod +x /b/a.sh",
        "COPY . /b\nRUN cd /b && make && chmod +x out/a",
        "COPY . /b\nRUN curl https://example.org/a.tgz | tar xz -C /b && chmod +x /b/a/run",
        "COPY . /b\nRUN bash /b/install.sh && chmod +x /b/run",
        "COPY . /b\nCOPY --chown=haproxy bin /b/bin\nRUN chmod +x /b/bin/a",
        "COPY . /b\nRUN find /b -name a -exec chmod +x {} +",
        "COPY . /b\nRUN for a in c d; do chmod +x /b/$a; done",
        "COPY *.sh /b/\nRUN echo exit > /b/a.sh && chmod +x /b/a.sh",
        # folders with what the image has
        "COPY config config\nRUN chmod 640 config/a.yml",
        "COPY config /usr/share/a\nRUN chmod 640 /usr/share/a/a.yml",
        "COPY rootfs /\nRUN chmod 755 /srv/a",
        # other names, or later
        "COPY *.sh /b/\nRUN chmod +x /b/run.py",
        "COPY *.sh /b/\nRUN chmod +x /b/c/run.sh",
        "COPY start.sh /b/\nRUN chmod +x /b/stop*",
        "RUN chmod +x /b/start* /c/run\nCOPY start.sh /b/\nCOPY c /c",
    ],
)
def test_what_nobody_brought_as_root_may_be_changed(lines: str) -> None:
    assert "chmod as root" not in on_haproxy(lines)


def test_where_user_has_to_stand() -> None:
    text = "FROM haproxy:1.7\nRUN mkdir /etc/confd\n"
    lines = {
        text: "write USER root before it and USER haproxy after it",
        f"{text}{COPIED}\nRUN chmod +x /a.sh\n": (
            "write USER root before the first and USER haproxy after the last (also line 4)"
        ),
    }
    for each, mend in lines.items():
        found = next(one for one in candidates(each)["haproxy:2.8"].reasons if one.what == "mkdir as root")
        assert (found.line, found.why) == (2, f"haproxy:2.8 runs as haproxy: {mend}")
