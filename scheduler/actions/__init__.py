"""The verbs: the listing of this folder is the list of what the product can do.

Every verb starts with `policy.require` where a person acts, decides by the calculating floor,
writes rows, records history and puts messages, all inside the transaction that an edge opened.
"""
