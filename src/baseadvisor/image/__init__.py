"""baseadvisor.image"""
