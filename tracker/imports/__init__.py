"""Import histories that other programs recorded, such as Git repositories, WARC and HAR files, or a Wayback Machine.

Each module reads one format. `har` and `warc` yield recorded replies, which `recorded.captures` groups by the time at which
the list was seen. `git` and `wayback` yield such captures themselves: a time, and a `Fetch` that answers a board's
requests from the recording, and says of all others that they were not recorded.
"""
