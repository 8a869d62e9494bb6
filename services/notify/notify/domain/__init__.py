"""The rules about messages. Pure: no broker, no database, no mail server, no clock."""
