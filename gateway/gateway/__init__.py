"""The public interface over HTTP: who asks, what they may do, and which service answers."""
