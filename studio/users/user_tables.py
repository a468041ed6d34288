"""Tables of users, their sessions, and the last visits of browsers without a login."""

from sqlalchemy import Column, Double, String, Table, Text

from studio.storage.tables import METADATA

USERS = Table(
    "users",
    METADATA,
    Column("id", String(128), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("name_key", String(128), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("set_by", String(16), nullable=False),
    Column("seed", String(64), nullable=False),
    Column("made", Double, nullable=False),
)
"""The id of a user is the visitor of what they own, and outlives a change of the name."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("user", String(128), nullable=False, index=True),
    Column("made", Double, nullable=False),
    Column("seen", Double, nullable=False),
    Column("browser", Text, nullable=False),
)
"""The id is the hash of what the cookie holds: who reads the database cannot log in with it."""

VISITS = Table(
    "visits",
    METADATA,
    Column("visitor", String(128), primary_key=True),
    Column("seen", Double, nullable=False),
)
"""When a browser without a login was last here, of those that own anything."""
