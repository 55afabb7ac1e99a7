"""What is typed: to sign in, to describe an organisation, to give a label or a role."""
