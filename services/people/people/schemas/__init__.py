"""The shapes on the wire: commands are strict, events from others are read tolerantly."""
