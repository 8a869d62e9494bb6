"""What training accepts and shows; the wire side of its use cases."""
