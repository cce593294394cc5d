"""baseadvisor.analysis"""
