"""How the admin writes a moment."""

DATETIME_FORMAT = "j M Y, H:i T"
