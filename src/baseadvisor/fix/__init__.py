"""baseadvisor.fix"""
