"""What leaves the house as a document: calendars and letters. Values in, bytes out."""
