"""Changes to a file's text, made by offset so that everything else keeps its form."""
