"""Import histories that other programs recorded, such as Git repositories, WARC and HAR files, or a Wayback Machine.

Each module reads one format. Each returns a capture for every time the list was seen: that time, and a `Fetch` that
answers a board's requests from the recording, and says of all others that they were not recorded.
"""
