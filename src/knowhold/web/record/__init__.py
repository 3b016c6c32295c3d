"""My record: everything held about the person who asks, and what they can do about it."""
