"""The acts of the year, one module each; every act speaks to the platform only from outside."""
