"""`python -m tests.short_lock`: Easel that waits for a locked database a third of a second."""

import sys
from typing import Final

import app
from studio.storage import database

SECONDS: Final = 0.3

if __name__ == "__main__":
    database.LOCK_TIMEOUT = SECONDS
    sys.exit(app.main())
