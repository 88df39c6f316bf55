"""Code that several boards share: paged lists and their ends, the structure of pages, structured data, vocabulary."""
