"""Servers and images that tests make for themselves."""
