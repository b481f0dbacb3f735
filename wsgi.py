"""The application object that web servers and the `flask` command look for."""

from scheduler import create_app

app = create_app()
