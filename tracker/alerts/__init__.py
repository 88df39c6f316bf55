"""Who is told of what: rules (pure), the outbox in the database, and the channels that alerts leave by."""
