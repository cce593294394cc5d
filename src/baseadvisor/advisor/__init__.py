"""baseadvisor.advisor"""
