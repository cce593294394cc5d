"""Addresses that serve nothing any more, whatever the image: what is known of them, and since when."""

import re
from typing import NamedTuple

from baseadvisor.advisor.model import Certainty
from baseadvisor.checks.dead_hosts import DEAD_HOSTS, DEAD_INSTALLERS_ARCHIVE
from baseadvisor.image.numbers import numbers


class Dead(NamedTuple):
    """What serves no more: how a command names it, what to say of it, and which commands alone are meant.

    Without `commands` every command that fetches is meant. What matches `instead` in the file mends it.
    """

    address: re.Pattern[str]
    why: str
    certainty: Certainty = "high"
    commands: frozenset[str] | None = None
    instead: re.Pattern[str] | None = None


def _host(name: str, why: str) -> Dead:
    certainty: Certainty = "medium" if name in _NOT_SURE else "high"
    return Dead(re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-]|\.[a-z])", re.IGNORECASE), why, certainty)


_NOT_SURE = frozenset({"registry.npm.taobao.org", "repo.saltstack.com"})
"""Hosts whose makers say that they are given up, where it was not seen that nothing answers."""

_GOOGLE_CODE = "Google Code was shut down in January 2016"
_PLACES = (
    # Where to look: JFrog, "Into the Sunset"; jcenter alone goes on, as a way to Maven Central.
    Dead(re.compile(r"https?://(?!jcenter\.)(?:[\w-]+\.)*bintray\.com(?![\w-])"), "Bintray was shut down in May 2021"),
    # https://github.blog/news-insights/product-news/sunsetting-subversion-support/
    Dead(
        re.compile(r"https?://(?:[\w-]+\.)?github\.com/"),
        "GitHub serves Subversion no more since January 2024: git clone, or curl an archive of it",
        commands=frozenset({"svn"}),
    ),
    # https://bitbucket.org/blog/sunsetting-mercurial-support-in-bitbucket
    Dead(
        re.compile(r"(?:https?|ssh)://(?:[^/\s@]+@)?bitbucket\.org/"),
        "Bitbucket has had no Mercurial repositories since August 2020",
        commands=frozenset({"hg"}),
    ),
    Dead(re.compile(r"hg\+(?:https?|ssh)://(?:[^/\s@]+@)?bitbucket\.org/"), "Bitbucket has no Mercurial repositories"),
    # https://opensource.googleblog.com/2015/03/farewell-to-google-code.html
    Dead(re.compile(r"https?://[\w-]+\.googlecode\.com/(?:files|svn|hg|git)\b"), _GOOGLE_CODE),
    Dead(
        re.compile(r"(?:^|://)code\.google\.com/p/"),
        _GOOGLE_CODE,
        commands=frozenset({"hg", "git", "svn", "go", "pip", "pip2", "pip3"}),
    ),
    # Where to look: https://www.oracle.com/java/technologies/javase-downloads.html, the archive asks for an account.
    Dead(
        re.compile(r"(?:download|edelivery)\.oracle\.com/otn(?:-pub)?/java/(?:jdk|jre|server-jre)/"),
        "Oracle gives that to those alone who log in, since April 2019: take openjdk or eclipse-temurin",
    ),
    # docker-consul issue 165: the releases were signed anew in April 2021.
    Dead(
        re.compile(r"(?i)91A6 ?E7F8 ?5D05 ?C656 ?30BE {0,2}F189 ?5185 ?2D87 ?348F ?FC4C|51852D87348FFC4C|0x348FFC4C"),
        "HashiCorp signed its releases anew, by another key (...72D7468F): gpg --verify by this one stops",
        "medium",
        frozenset({"gpg", "gpg2", "apt-key"}),
        re.compile(r"(?i)72D7 ?468F"),
    ),
    # https://apt-archive.postgresql.org/
    Dead(
        re.compile(
            r"apt\.postgresql\.org/pub/repos/apt/?\s+"
            r"(?:squeeze|wheezy|jessie|stretch|buster|lucid|precise|trusty|utopic|wily|xenial|zesty|bionic|cosmic|eoan)-pgdg"
        ),
        "what is made for that release was moved to apt-archive.postgresql.org",
    ),
    # https://mail.python.org/pipermail/distutils-sig/2017-October/031712.html
    Dead(re.compile(r"http://pypi\.python\.org/"), "PyPI answers by https alone since October 2017"),
    # https://github.com/oerdnj/deb.sury.org/wiki/PPA-migration-to-ppa:ondrej-php
    Dead(re.compile(r"ppa:ondrej/php5(?:-5\.6|-oldstable)?$"), "it was deleted, ppa:ondrej/php took its place"),
    # Where to look: https://launchpad.net/~jonathonf and https://launchpad.net/~jon-severinsson
    Dead(re.compile(r"ppa:jonathonf/python-[\d.]+$"), "it was deleted", "medium"),
    Dead(re.compile(r"ppa:jon-severinsson/ffmpeg$"), "it was deleted", "medium"),
)
DEAD: tuple[Dead, ...] = (*(_host(name, why) for name, why in DEAD_HOSTS.items()), *_PLACES)

# The oldest versions that the Apache Foundation's current downloads may have; what is older is in the archive alone.
# Where to look: https://downloads.apache.org and https://archive.apache.org/dist, by project.
_APACHE = tuple(
    (re.compile(path + r"(?P<version>\d+(?:\.\d+)+)"), numbers(oldest))
    for path, oldest in (
        (r"/tomcat/tomcat-[1-9]/v", "9.0.110"),
        (r"/tomcat/tomcat-10/v", "10.1.45"),
        (r"/tomcat/tomcat-11/v", "11.0.10"),
        (r"/maven/maven-\d/", "3.8"),
        (r"/hadoop/(?:common|core)/hadoop-", "3.3"),
        (r"/spark/spark-", "3.4"),
        (r"/kafka/", "3.0"),
        (r"/zookeeper/(?:apache-)?zookeeper-", "3.7"),
        (r"/activemq/(?:apache-activemq/)?(?:apache-activemq-)?", "5.16"),
        (r"/cassandra/", "3.11"),
        (r"/httpd/httpd-", "2.4.50"),
        (r"/ant/binaries/apache-ant-", "1.9.16"),
        (r"/lucene/solr/", "8.0"),
        (r"/flink/flink-", "1.15"),
        (r"/hbase/(?:hbase-)?", "2.4"),
        (r"/jmeter/binaries/apache-jmeter-", "5.0"),
    )
)
_APACHE_HOST = re.compile(r"https?://(?P<host>[\w.-]+)(?P<way>/\S*)")
_OWN_HOSTS = re.compile(r"(?:www|downloads|dlcdn|www-us|www-eu)\.apache\.org")


def moved_to_archive(url: str) -> tuple[str, Certainty] | None:
    """What an address asks of the Apache Foundation's current downloads that is in its archive alone by now.

    A mirror of others may have kept it, which few do.
    """
    found = _APACHE_HOST.search(url)
    if found is None or found["host"] == "archive.apache.org":
        return None
    own = _OWN_HOSTS.fullmatch(found["host"]) is not None
    for path, oldest in _APACHE:
        version = path.search(found["way"])
        if version is None or numbers(version["version"]) >= oldest:
            continue
        if own or "apache" in found["host"] or "apache" in found["way"][: version.start()]:
            project = path.pattern.split("/")[1]
            return f"{project} {version['version']} at {found['host']}", "high" if own else "medium"
    return None


def is_dead_archive(archive: str) -> bool:
    """Whether a personal package archive (`ppa:...`) is gone, whatever the release."""
    return re.search(DEAD_INSTALLERS_ARCHIVE, archive) is not None or is_dead_address(archive)


def is_dead_address(address: str) -> bool:
    """Whether an address serves nothing any more, whatever it is asked for there, and by which command."""
    return any(one.commands is None and one.address.search(address) for one in DEAD)
