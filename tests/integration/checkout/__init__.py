"""What only a checkout can do: the commands of the local stack, as the documents show them."""
