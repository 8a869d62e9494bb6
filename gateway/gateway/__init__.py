"""The public HTTP interface: authentication, permissions, limits, and calls to the services."""
