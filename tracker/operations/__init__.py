"""The use cases behind the commands, one a module. `cli` parses arguments, calls one of these, and prints the result."""
