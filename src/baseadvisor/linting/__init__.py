"""baseadvisor.linting"""
