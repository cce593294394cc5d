"""What another version of a language, or of its tools, no longer takes."""
