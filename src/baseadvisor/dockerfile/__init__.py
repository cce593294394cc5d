"""baseadvisor.dockerfile"""
