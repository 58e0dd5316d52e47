"""Backlogs: what lies under a prefix or in an inventory is found, noted in portions, watched, and reported."""
