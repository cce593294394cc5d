"""What is kept between runs, in SQLite files in the platform's cache folder, and may be deleted at any time."""
