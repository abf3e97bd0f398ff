"""The diary: drafts, folding and recording."""
