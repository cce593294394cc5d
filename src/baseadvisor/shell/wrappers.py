"""Commands that run another command: what of their words is theirs, and where the other one begins.

The options that take a value are from the manual pages of sudo(8), env(1), xargs(1), timeout(1), nice(1), su(1),
runuser(1), chroot(8), time(1), stdbuf(1), setpriv(1), flock(1), ionice(1), and from the READMEs of gosu, su-exec,
tini and dumb-init.
"""

from typing import NamedTuple


class Wrapper(NamedTuple):
    """How a wrapper's own words go on."""

    values: frozenset[str] = frozenset()  # options whose value is the next word
    operands: int = 0  # words of its own before the command
    assignments: bool = False  # NAME=value words may stand before the command
    script: frozenset[str] = frozenset()  # options whose value is a script for a shell
    blockers: frozenset[str] = frozenset()  # with one of these it runs nothing
    subcommand: tuple[str, ...] = ()  # only these words after its name make it a wrapper
    user_first: bool = False  # its first operand is a user, and it runs a command only as another flag says
    script_last: bool = False  # a single word at the end is a script


def _wrapper(
    values: str = "",
    operands: int = 0,
    *,
    script: str = "",
    blockers: str = "",
    assignments: bool = False,
    subcommand: tuple[str, ...] = (),
    user_first: bool = False,
    script_last: bool = False,
) -> Wrapper:
    return Wrapper(
        frozenset(values.split()),
        operands,
        assignments,
        frozenset(script.split()),
        frozenset(blockers.split()),
        subcommand,
        user_first,
        script_last,
    )


_SUDO = _wrapper(
    "-u --user -g --group -h --host -p --prompt -C --close-from -r --role -t --type -T --command-timeout"
    " -U --other-user -D --chdir -R --chroot",
    blockers="-l --list -v --validate -k -K --version -V -e --edit",
    assignments=True,
)

WRAPPERS: dict[str, Wrapper] = {
    "sudo": _SUDO,
    "doas": _wrapper("-u -C -a", blockers="-L"),
    "env": _wrapper("-u --unset -C --chdir -a --argv0", assignments=True, script="-S --split-string"),
    "xargs": _wrapper(
        "-I -n -P -L -d -E -s -a --arg-file --delimiter --max-args --max-procs --max-lines --max-chars --replace"
        " --process-slot-var",
    ),
    "command": _wrapper(blockers="-v -V"),
    "builtin": _wrapper(),
    "exec": _wrapper("-a"),
    "time": _wrapper("-f --format -o --output"),
    "nohup": _wrapper(),
    "setsid": _wrapper(),
    "nice": _wrapper("-n --adjustment"),
    "ionice": _wrapper("-c --class -n --classdata -p --pid"),
    "timeout": _wrapper("-s --signal -k --kill-after -t", 1),
    "stdbuf": _wrapper("-i --input -o --output -e --error"),
    "gosu": _wrapper(operands=1),
    "su-exec": _wrapper(operands=1),
    "setuser": _wrapper(operands=1),
    "chpst": _wrapper("-u -U -b -/ -n -l -L -m -d -o -p -f -c -r -t"),
    "su": _wrapper(
        "-s --shell -g --group -G --supp-group -w --whitelist-environment -u", script="-c --command", user_first=True
    ),
    "runuser": _wrapper(
        "-s --shell -g --group -G --supp-group -w --whitelist-environment -u --user",
        script="-c --command",
        user_first=True,
    ),
    "chroot": _wrapper("--userspec --groups", 1),
    "fakeroot": _wrapper("-l --lib -i -s -b --faked"),
    "fakechroot": _wrapper("-l --lib -s -e -c --config-dir"),
    "busybox": _wrapper(blockers="--list --install --help --list-full"),
    "tini": _wrapper("-p -e"),
    "dumb-init": _wrapper("-r --rewrite"),
    "catatonit": _wrapper(),
    "eatmydata": _wrapper(),
    "chronic": _wrapper(),
    "flock": _wrapper("-E --conflict-exit-code -w --wait --timeout", 1, script="-c --command"),
    "setpriv": _wrapper(
        "--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --selinux-label --pdeathsig"
    ),
    "setarch": _wrapper(operands=1),
    "linux32": _wrapper(),
    "linux64": _wrapper(),
    "i386": _wrapper(),
    "unshare": _wrapper("-R --root -w --wd -S --setuid -G --setgid --propagation --setgroups"),
    "strace": _wrapper("-o -e -s -p -u -a -O -P"),
    "xvfb-run": _wrapper(
        "-e --error-file -f --auth-file -n --server-num -p --xauth-protocol -s --server-args -w --wait"
    ),
    "dbus-run-session": _wrapper("--dbus-daemon --config-file"),
    "proot": _wrapper("-r --rootfs -b --bind -w --cwd -q --qemu"),
    "scl": _wrapper(subcommand=("enable",), script_last=True),
    "bundle": _wrapper(subcommand=("exec",)),
    "poetry": _wrapper("-C --directory -P --project", subcommand=("run",)),
    "pipenv": _wrapper(subcommand=("run",)),
    "uv": _wrapper("--with --python -p --group --extra --project --directory --env-file", subcommand=("run",)),
    "conda": _wrapper("-n --name -p --prefix --cwd", subcommand=("run",)),
    "mamba": _wrapper("-n --name -p --prefix --cwd", subcommand=("run",)),
    "micromamba": _wrapper("-n --name -p --prefix --cwd -r --root-prefix -e --env", subcommand=("run",)),
    "ssh-agent": _wrapper("-a -E -t", blockers="-k"),
    "coproc": _wrapper(),
    "trap": _wrapper(),
    "eval": _wrapper(),
    "find": _wrapper(),
}

# `find`'s predicates that run a command, up to `;` or `+`.
FIND_RUNS = frozenset(("-exec", "-execdir", "-ok", "-okdir"))

# What a shell's own options take as the next word.
SHELL_OPTION_VALUES = frozenset(("-o", "+o", "-O", "+O", "--rcfile", "--init-file"))
