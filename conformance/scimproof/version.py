"""The version of this installation."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("scimproof")
except PackageNotFoundError:  # a bare checkout on the path
    __version__ = "0+unknown"
