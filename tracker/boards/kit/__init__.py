"""What several boards need: lists and their ends, the structure of pages, structured data, words of the field."""
