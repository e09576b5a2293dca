"""One file per protocol: a function of the file's name that adds its routes to an app, and only translates.

A response without a score is never 0. `native` says why in its own form; elsewhere a null stands where the number
would, and `errors` (a list beside the scores) or `error` (in the item) says why.
"""
