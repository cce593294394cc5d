"""baseadvisor.shell"""
