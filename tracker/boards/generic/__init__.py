"""Boards that read any site: pages by selectors or by themselves, JSON, structured data, sitemaps, folders of files."""
