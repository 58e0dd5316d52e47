"""Telling other systems what was read: who is told and how, the messages, and sending them."""
