"""Messages: an edition's is encoded once, with slots, and joined per reader."""
