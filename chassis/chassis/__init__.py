"""The one library that every Yunling service stands on. It knows no service."""
