"""Write the history and the archive in formats of other tools: CSV, Parquet, JSON Lines, Markdown, WARC and WACZ."""
