"""What crosses the wire: commands and queries in, views out, and others' events as read here."""
