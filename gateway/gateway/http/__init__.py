"""Requests and responses of the public interface, from the connection to the answer."""
