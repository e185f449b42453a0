"""The library that the course's notebooks import: small modules, one subject each."""
