"""``easel doctor``: examines a set-up from outside and says how to mend what is wrong. It changes nothing.

Here nothing is imported: a running Easel takes single parts of it, and none of what they do not need.
"""
