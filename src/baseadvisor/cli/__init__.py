"""baseadvisor.cli"""
