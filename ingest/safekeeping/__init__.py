"""How is nothing lost?

originals  the bytes of every file that became a release, outside the database (atomic: how they are written)
ledger     which releases are stored, outside it too
recovery   whether the database has all that they say
mending    what a writer does first: carry on what was cut off, make again what is lost
integrity  is every bit what it was?
backup     all of it in one file, and back
"""
