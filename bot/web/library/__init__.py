"""The library's pages: what a team made, in a browser, for people who came from a chat or from the workspace."""
