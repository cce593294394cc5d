"""Bytes in, a model of the Dockerfile out, read exactly as BuildKit reads it."""
