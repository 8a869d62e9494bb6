"""Who a person is: the only service that keeps personal data in the ordinary run."""
