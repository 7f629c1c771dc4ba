"""What readers see and take away: the pages of the database, exports, backups."""
