"""The tests. They mirror scheduler/; flows/, browser/ and house/ stand beside the mirror."""
