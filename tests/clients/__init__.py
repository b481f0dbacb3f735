"""Calendar programs that other people wrote, held to what the product writes: `make check-clients`.

The files here are named check_*, so that `make test` leaves them alone: they need Debian's and
npm's packages.
"""
