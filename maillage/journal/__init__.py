"""Who did what, when: one append-only line per act, sealed once it is committed.

Its words: entry, act, actor, block, head.
Begin with actions.record(), called inside every act's transaction.
"""
