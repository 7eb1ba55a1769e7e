"""SQLite that knows Norwegian: the collation `nb` and a LIKE that finds «Ås» for «ås»."""
