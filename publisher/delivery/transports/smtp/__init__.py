"""SMTP, step by step: what was certainly not sent and what may have been are never confused."""
