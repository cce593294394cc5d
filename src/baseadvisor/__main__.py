"""`python -m baseadvisor`."""

import sys

from baseadvisor.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
