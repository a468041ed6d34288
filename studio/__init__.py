"""What happens around a call that costs money: runs, journal, spool, pictures, limits."""
