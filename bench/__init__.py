"""What `make bench` measures: the product at work as its users meet it.

Every part starts the product's own processes in a folder of its own and asks them over HTTP; what
it started has ended and what it wrote is gone when the table stands. A missed target is a word in
the table, never a failure: a figure depends on the machine, and a test is not the place for it.
"""
