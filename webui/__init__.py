"""The thin web: Flask blueprints over `engine.public`."""
