"""Who did what, when: one append-only line per act.

Its words: entry, act, actor.
Begin with actions.record(), called inside every act's transaction.
"""
