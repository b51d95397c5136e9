"""The set-up check: what a relay offers, what the DNS says of the sender. No mail is sent."""
