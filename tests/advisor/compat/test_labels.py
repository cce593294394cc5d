"""Labels that name what is left."""

import pytest
from tests.advisor.asking import port


@pytest.mark.parametrize(
    "label", ["ubuntu.version=16.04", 'base.image="ubuntu:16.04"', "release=xenial", "os.release=16.04"]
)
def test_the_old_release_in_a_label(label: str) -> None:
    key = label.partition("=")[0]
    assert port(f"FROM ubuntu:16.04\nLABEL {label}\nRUN true\n", "ubuntu:24.04")[f"LABEL {key}"] == ("note", 2)


@pytest.mark.parametrize("label", ["version=16.04", "ubuntu.version=24.04", "maintainer=me"])
def test_other_labels(label: str) -> None:
    key = label.partition("=")[0]
    assert f"LABEL {key}" not in port(f"FROM ubuntu:16.04\nLABEL {label}\nRUN true\n", "ubuntu:24.04")
