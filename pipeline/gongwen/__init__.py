"""What an official document is: genres, elements, layout profiles, numbering, dates."""
