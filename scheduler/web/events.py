"""An event's page."""
