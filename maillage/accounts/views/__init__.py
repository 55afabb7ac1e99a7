"""The pages of this app: sign_in.py for everyone, the others for the team."""
