"""What an image is called: references, tags and platforms."""
