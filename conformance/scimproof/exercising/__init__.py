"""Every attribute that a target's own schemas declare, written and read back.

``characteristics`` reads the declarations, ``inventing`` makes fitting values, ``comparing`` judges what a later read
shows, ``halving`` finds out which of many attributes a target refuses, and ``trial`` puts them together.
"""
