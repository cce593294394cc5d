"""What can be derived from a Dockerfile once and shared, read-only: per stage and point the userland, shell, user, …"""

from baseadvisor.analysis.analysis import Analysis
from baseadvisor.analysis.options import Options
from baseadvisor.analysis.run_facts import RunFacts
from baseadvisor.analysis.stage_facts import StageFacts, State

__all__ = ["Analysis", "Options", "RunFacts", "StageFacts", "State"]
