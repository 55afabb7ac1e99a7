"""What pages and commands read of users, organisations and labels."""
