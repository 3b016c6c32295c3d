"""One reader per published format: bytes in, entries out, or ListRejected with the place."""
