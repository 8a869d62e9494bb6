"""The local stack: broker, database, services and gateway under one supervisor."""
