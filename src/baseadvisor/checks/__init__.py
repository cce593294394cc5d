"""baseadvisor.checks"""
