"""The pages of the advice line."""
