"""baseadvisor.catalog"""
