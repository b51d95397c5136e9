"""Rendering: a run's content once per template, one premailer pass, editions assembled from the pieces."""

from publisher.issues.render.editions import Rendered, render

__all__ = ["Rendered", "render"]
