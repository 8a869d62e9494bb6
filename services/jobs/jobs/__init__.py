"""Job fairs: employers, fairs, booths, posts, registrations, the door and what came of it."""
