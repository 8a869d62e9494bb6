"""What leaves for partners: who subscribes to what, what was sent, and the proof of it."""
