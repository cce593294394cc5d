"""ShellCheck, run on the scripts of a Dockerfile: many scripts to a process, each script once."""
