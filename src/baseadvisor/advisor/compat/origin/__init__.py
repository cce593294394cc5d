"""Where packages and files come from: sources that are added, moved or dead, and what is always the newest."""
