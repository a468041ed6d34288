"""Files that people take away: zips, and a request as code."""
