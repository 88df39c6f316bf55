"""Boards that read any site: HTML pages, JSON feeds, structured data, sitemaps and folders of files."""
