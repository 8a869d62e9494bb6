"""The library that every service uses. It knows no service."""
