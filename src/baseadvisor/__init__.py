"""A Dockerfile linter and base-image advisor."""
