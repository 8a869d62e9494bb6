"""Four bodies as programs of their own: they know the platform by its public interface only."""
