"""baseadvisor.registry"""
