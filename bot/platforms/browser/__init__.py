"""The browser workspace: a small chat system of its own, with no account."""
