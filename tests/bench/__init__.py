"""How fast the platform is, beside its peers and the raw limits of the machine."""
