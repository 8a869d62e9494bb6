"""Pages for people: the interface, the catalogue of events, contracts and problems."""
