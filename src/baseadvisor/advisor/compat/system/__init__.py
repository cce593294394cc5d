"""Accounts, shells, programs, folders and services that a file relies on."""
