"""Request bodies, queries and views of the public interface, one module per service."""
