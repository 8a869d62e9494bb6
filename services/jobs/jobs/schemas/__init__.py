"""What crosses the wire: commands and queries in, views out, others' events as read here."""
