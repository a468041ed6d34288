"""What people take away: zip files, and a request as code."""
