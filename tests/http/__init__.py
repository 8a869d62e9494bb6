"""The public interface against its own OpenAPI document, by tools that others wrote."""
