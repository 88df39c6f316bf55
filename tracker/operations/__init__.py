"""What the commands do, one use case a module. `cli` parses arguments, calls one of these, and prints."""
