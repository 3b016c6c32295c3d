"""The pages that belong to no case: start, account, rules, screening, journal, own record."""
