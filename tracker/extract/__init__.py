"""Extract what a reply says: text, addresses, fields, pay, places, walls, whether a posting is still up. No I/O."""
