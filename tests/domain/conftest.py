from hypothesis import settings

# No deadline: the machine is shared. No database: nothing is left in the tree, and a run depends on nothing before it.
settings.register_profile("domain", deadline=None, database=None, max_examples=80)
settings.load_profile("domain")
