"""The calculating floor: values in, values out. No database, no Flask, no clock."""
