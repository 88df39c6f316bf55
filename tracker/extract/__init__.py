"""What a reply says: text, addresses, fields, pay, places, walls, and whether a page still shows its posting. Pure."""
