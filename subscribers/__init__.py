"""The people: who they are, what they chose, what they agreed to, and whom never to write to."""
