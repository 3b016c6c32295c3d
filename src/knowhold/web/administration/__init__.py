"""What an administrator does: people, their roles and accounts, jobs and mails."""
