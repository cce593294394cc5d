"""What was a host, and is gone for good: nothing is fetched from there any more, on whatever image."""

from collections.abc import Mapping

# Where to look: the announcement of each; rules/package-manager/host-gone.toml lists those of the most used.
DEAD_HOSTS: Mapping[str, str] = {
    "dl.bintray.com": "Bintray was shut down in May 2021",
    "api.bintray.com": "Bintray was shut down in May 2021",
    "sks-keyservers.net": "the pool of key servers was shut down in June 2021, take keyserver.ubuntu.com or "
    "keys.openpgp.org",
    "apt.dockerproject.org": "Docker's packages are at download.docker.com",
    "yum.dockerproject.org": "Docker's packages are at download.docker.com",
    "apt.kubernetes.io": "since March 2024 the packages of Kubernetes are at pkgs.k8s.io alone",
    "yum.kubernetes.io": "since March 2024 the packages of Kubernetes are at pkgs.k8s.io alone",
    "packages.cloud.google.com/yum/repos/kubernetes": "since March 2024 the packages of Kubernetes are at pkgs.k8s.io "
    "alone",
    "registry.npm.taobao.org": "its certificate ran out in January 2024, the mirror is registry.npmmirror.com",
    "central.maven.org": "Maven Central is repo1.maven.org",
    "http://repo1.maven.org": "Maven Central answers by https alone since January 2020",
    "http://repo.maven.apache.org": "Maven Central answers by https alone since January 2020",
    "mirrorlist.centos.org": "it was shut down in July 2024, CentOS 7 and 8 are at vault.centos.org",
    "git://github.com": "GitHub answers by https and ssh alone since March 2022",
    # Where to look: the site's own announcements of 2020 and 2021, "Paywall expansion" of Cloudera.
    "archive.cloudera.com": "since February 2021 it asks for an account of Cloudera",
    "public-repo-1.hortonworks.com": "since February 2021 it asks for an account of Cloudera",
    # https://saltproject.io/blog/salt-project-package-repo-migration-and-guidance/
    "repo.saltstack.com": "since November 2024 the packages of Salt are at packages.broadcom.com",
    "repo.saltproject.io": "since November 2024 the packages of Salt are at packages.broadcom.com",
    # https://github.com/iusrepo/git224/issues/3
    "centos6.iuscommunity.org": "IUS is at repo.ius.io",
    "centos7.iuscommunity.org": "IUS is at repo.ius.io",
    "dl.iuscommunity.org": "IUS is at repo.ius.io",
    # https://github.com/Masterminds/glide/issues/1077
    "glide.sh": "its domain was given up in 2021, as glide was: take Go's modules",
    # https://github.com/caddyserver/caddy/issues/3084
    "getcaddy.com": "it gave Caddy 1, which is no longer built: take the releases of Caddy at github.com",
    "caddyserver.com/download/linux": "it built Caddy 1, which is no longer built: take the releases of Caddy at "
    "github.com",
}
"""A host, with a scheme or a path where that alone is gone, and what to know of it."""

DEAD_INSTALLERS = r"oracle-java[5-9]-installer"
"""Packages that only download Java from Oracle, who closed that in April 2019, as a regular expression."""

DEAD_INSTALLERS_ARCHIVE = r"webupd8team/java"
"""The archive that had them, as a regular expression."""
