"""baseadvisor.report"""
