"""Send changes to people and programs: rules (pure), the outbox in the database, and the channels."""
