"""What is compiled, downloaded as a program, and taken from other stages and images."""
