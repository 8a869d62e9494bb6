"""The rules about persons. Pure: no broker, no database, no clock."""
